/*---
id: BR-KB-05
title: Knowledge bases crawl only the hosts that you named, over HTTPS
severity: medium
subject: bedrock_data_source
why: A crawler that follows subdomains, or reads pages over plain HTTP, feeds your assistant with what others put there.
fix: Set the crawler's scope to HOST_ONLY (or leave it out) and seed URLs to https.
maps:
  mitre-atlas: [AML.T0070]
  owasp-llm: [LLM01, LLM08]
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/webcrawl-data-source-connector.html"]
---*/
select arn as resource,
       len(list_filter(web_seed_urls, lambda u: not u like 'https://%')) = 0 as secure,
       web_scope <> 'SUBDOMAINS' and secure as passed,
       case when passed then 'crawls ' || array_to_string(source_hosts, ', ')
            when not secure then 'crawls over plain HTTP: ' || array_to_string(list_filter(web_seed_urls, lambda u: not u like 'https://%'), ', ')
            else 'crawls every subdomain of ' || array_to_string(source_hosts, ', ') end as reason
from bedrock_data_source
where type = 'WEB'

/*---
attack: >
  An attacker takes a forgotten subdomain, or changes a page that is fetched over plain HTTP on its way. The crawler reads
  it, and the assistant tells customers what stands there, hidden instructions included.
console: >
  Amazon Bedrock > Knowledge bases, open the knowledge base, select the web data source, Edit, Sync scope "Host only", and
  let all source URLs begin with https://.
cli: |
  # UpdateDataSource replaces the whole configuration: pass its other settings along.
  aws bedrock-agent update-data-source --knowledge-base-id KB --data-source-id SOURCE --name NAME \
    --data-source-configuration '{"type": "WEB", "webConfiguration": {
      "sourceConfiguration": {"urlConfiguration": {"seedUrls": [{"url": "https://docs.example.com/"}]}},
      "crawlerConfiguration": {"scope": "HOST_ONLY"}}}'
cloudformation: |
  Type: AWS::Bedrock::DataSource
  Properties:
    DataSourceConfiguration:
      Type: WEB
      WebConfiguration:
        SourceConfiguration:
          UrlConfiguration:
            SeedUrls:
              - Url: https://docs.example.com/
        CrawlerConfiguration:
          Scope: HOST_ONLY
terraform: |
  resource "aws_bedrockagent_data_source" "this" {
    data_source_configuration {
      type = "WEB"
      web_configuration {
        source_configuration {
          url_configuration {
            seed_urls {
              url = "https://docs.example.com/"
            }
          }
        }
        crawler_configuration {
          scope = "HOST_ONLY"
        }
      }
    }
  }
---*/
