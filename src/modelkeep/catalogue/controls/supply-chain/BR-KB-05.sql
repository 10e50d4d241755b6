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
