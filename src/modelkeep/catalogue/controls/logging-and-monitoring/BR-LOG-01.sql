/*---
id: BR-LOG-01
title: Bedrock logs prompts and answers wherever it is used
severity: high
subject: bedrock_model_invocation_logging_configuration
why: >
  Without invocation logs nobody can tell what was asked, what was answered, or that somebody runs models at your
  expense with a stolen key.
fix: Turn on model invocation logging in the region (aws bedrock put-model-invocation-logging-configuration) to S3 or CloudWatch Logs.
maps:
  gdpr: [Art.30, Art.33]
  hipaa: ["164.312(b)", "164.308(a)(1)(ii)(D)"]
  nist-ai-rmf: ["MEASURE 2.4"]
  iso-42001: [A.6.2.8]
  soc2: ["CC7.2"]
  eu-ai-act: ["Art.12(1)"]
  mitre-atlas: [AML.T0040, AML.M0024]
  owasp-llm: [LLM10]
profiles: [baseline]
peers: {prowler: [bedrock_model_invocation_logging_enabled]}
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html"]
notes: >
  A region counts as used when it holds an agent, knowledge base, model or throughput, or when Bedrock's metrics show a
  call within two weeks.
---*/
with used as (
    select account, region from bedrock_invoked_model
    union select account, region from bedrock_agent
    union select account, region from bedrock_knowledge_base
    union select account, region from bedrock_custom_model
    union select account, region from bedrock_imported_model
    union select account, region from bedrock_provisioned_model_throughput
)
select l.arn as resource,
       l.enabled as passed,
       case when l.enabled then 'logged to ' || concat_ws(' and ', nullif(l.log_group_name, ''), nullif(l.s3_bucket_name, ''))
            else 'Bedrock is used here and nothing is logged' end as reason
from bedrock_model_invocation_logging_configuration l
left join used u on u.account = l.account and u.region = l.region
where l.enabled is distinct from false or u.region is not null

/*---
attack: >
  Somebody finds an access key in a public repository and sells the use of your Bedrock models, thousands of prompts a day.
  Without a log you see the bill, and never what was asked in your name.
console: >
  Amazon Bedrock > Settings, turn on "Model invocation logging", choose the kinds of data and "Both S3 and CloudWatch
  Logs". Do this in every region.
cli: |
  aws bedrock put-model-invocation-logging-configuration --region REGION --logging-config '{
    "cloudWatchConfig": {"logGroupName": "LOG_GROUP", "roleArn": "ROLE"},
    "s3Config": {"bucketName": "BUCKET"},
    "textDataDeliveryEnabled": true}'
cloudformation: >
  CloudFormation has no resource for Bedrock's model invocation logging; use the CLI.
terraform: |
  resource "aws_bedrock_model_invocation_logging_configuration" "this" {
    logging_config {
      text_data_delivery_enabled = true
      s3_config {
        bucket_name = aws_s3_bucket.prompts.id
      }
    }
  }
---*/
