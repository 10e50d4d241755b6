/*---
id: BR-LOG-02
title: Invocation logs hold the text of prompts and answers
severity: medium
subject: bedrock_model_invocation_logging_configuration
why: A log that leaves the text out shows that a model was called, not what an attacker made it say.
fix: Set textDataDeliveryEnabled in the invocation logging configuration.
maps:
  hipaa: ["164.312(b)"]
  nist-ai-rmf: ["MEASURE 2.8"]
  iso-42001: [A.6.2.8]
  eu-ai-act: ["Art.12(2)"]
  mitre-atlas: [AML.T0051, AML.M0024]
  owasp-llm: [LLM01]
peers: {prowler: [bedrock_model_invocation_logging_text_data_enabled]}
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html"]
---*/
select arn as resource,
       text_data_delivery_enabled as passed,
       case when text_data_delivery_enabled then 'text is delivered' else 'text is left out' end as reason
from bedrock_model_invocation_logging_configuration
where enabled is distinct from false

/*---
attack: >
  An attacker talks the assistant into giving away what it must not. The log shows a call of so many tokens, and nothing of
  what was asked or answered.
console: >
  Amazon Bedrock > Settings, Model invocation logging, tick "Text" among the kinds of data, save.
cli: |
  # The call replaces the whole configuration: name the destinations that are there too.
  aws bedrock put-model-invocation-logging-configuration --logging-config \
    '{"s3Config": {"bucketName": "BUCKET"}, "textDataDeliveryEnabled": true}'
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
