/*---
id: BR-LOG-07
title: The log group of prompts masks sensitive data
severity: medium
subject: bedrock_model_invocation_logging_configuration
why: >
  People type names, card numbers and passwords into prompts. A data protection policy masks them for everybody who reads
  the log without a special permission.
fix: Put a data protection policy with an audit and a de-identify statement on the log group (aws logs put-data-protection-policy).
maps:
  gdpr: [Art.25, "Art.32(1)(a)"]
  nist-ai-rmf: ["MEASURE 2.10"]
  soc2: ["C1.1"]
  mitre-atlas: [AML.T0057]
  owasp-llm: [LLM02]
references: ["https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/mask-sensitive-log-data.html"]
---*/
select c.arn as resource,
       g.data_protection_status = 'ACTIVATED' as passed,
       c.log_group_name || case when passed then ' masks sensitive data' else ' shows everything to every reader' end as reason,
       [c.log_group_arn] as uses
from bedrock_model_invocation_logging_configuration c
left join logs_log_group g on g.arn = c.log_group_arn
where c.log_group_arn <> ''

/*---
attack: >
  Anyone with read access to the log group, a contractor or a stolen session, searches the prompts for card numbers and
  passwords and reads them in clear.
console: >
  CloudWatch > Log groups, open the log group, Data protection tab, Create policy, choose the kinds of data (for example
  credentials and card numbers), Activate data protection.
cli: |
  aws logs put-data-protection-policy --log-group-identifier LOG_GROUP --policy-document '{
    "Name": "prompts", "Version": "2021-06-01", "Statement": [
      {"Sid": "audit", "DataIdentifier": ["arn:aws:dataprotection::aws:data-identifier/EmailAddress"],
       "Operation": {"Audit": {"FindingsDestination": {}}}},
      {"Sid": "mask", "DataIdentifier": ["arn:aws:dataprotection::aws:data-identifier/EmailAddress"],
       "Operation": {"Deidentify": {"MaskConfig": {}}}}]}'
cloudformation: |
  Type: AWS::Logs::LogGroup
  Properties:
    DataProtectionPolicy:
      Name: prompts
      Version: "2021-06-01"
      Statement:
        - Sid: audit
          DataIdentifier: [arn:aws:dataprotection::aws:data-identifier/EmailAddress]
          Operation: {Audit: {FindingsDestination: {}}}
        - Sid: mask
          DataIdentifier: [arn:aws:dataprotection::aws:data-identifier/EmailAddress]
          Operation: {Deidentify: {MaskConfig: {}}}
terraform: |
  locals {
    masked = ["arn:aws:dataprotection::aws:data-identifier/EmailAddress"]
  }

  resource "aws_cloudwatch_log_data_protection_policy" "prompts" {
    log_group_name = aws_cloudwatch_log_group.prompts.name
    policy_document = jsonencode({
      Name    = "prompts"
      Version = "2021-06-01"
      Statement = [
        { Sid = "audit", DataIdentifier = local.masked, Operation = { Audit = { FindingsDestination = {} } } },
        { Sid = "mask", DataIdentifier = local.masked, Operation = { Deidentify = { MaskConfig = {} } } },
      ]
    })
  }
---*/
