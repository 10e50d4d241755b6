/*---
id: BR-LOG-08
title: Bedrock does not share prompts and answers with the makers of models
severity: high
subject: bedrock_account_data_retention
why: With data sharing on, what people ask and what models answer leaves AWS for the companies that made the models.
fix: >
  Set the data retention mode of the region to none, or to default or inherit, under which the model's maker gets nothing
  (aws bedrock put-account-data-retention). Models that insist on sharing then refuse to answer.
maps:
  gdpr: ["Art.5(1)(f)", Art.25]
  nist-ai-rmf: ["MEASURE 2.10"]
  iso-42001: [A.10.3]
  mitre-atlas: [AML.T0057]
  owasp-llm: [LLM02]
profiles: [baseline]
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/data-retention.html"]
---*/
select arn as resource,
       mode <> 'provider_data_share' as passed,
       'the mode is ' || mode as reason
from bedrock_account_data_retention

/*---
attack: >
  No break-in is needed: with data sharing on, prompts and answers go to the model's maker, where your access rules, keys
  and deletion periods do not apply.
console: >
  Use the CLI: the mode is set by region with the call that is shown there.
cli: |
  aws bedrock put-account-data-retention --mode none --region REGION
cloudformation: >
  CloudFormation has no resource for Bedrock's account data retention; use the CLI.
terraform: |
  resource "aws_bedrock_account_data_retention" "this" {
    mode = "none"
  }
---*/
