/*---
id: CW-04
title: Logs of models and what feeds them hold no secrets
severity: high
subject: logs_log_group
scope: ai
why: >
  Training scripts and handlers print their environment when they fail. A key in a log is readable for everybody who may read logs, for
  as long as the logs are kept.
fix: >
  Change the secret first, then take it out of what is printed. Put a data protection policy with the identifiers of credentials on the log
  group, so that the next one is masked.
maps:
  gdpr: ["Art.32(1)(b)"]
  hipaa: ["164.312(a)(1)", "164.312(d)"]
  mitre-atlas: [AML.T0055]
  owasp-llm: [LLM02]
peers: {prowler: [cloudwatch_log_group_no_secrets_in_logs]}
references: ["https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/mask-sensitive-log-data.html"]
notes: A data protection policy masks what arrives after it; what is in the logs already stays readable. Needs the analysis of log lines.
---*/
select g.arn as resource,
       case when len(s.kinds) > 0 then false when s.complete and s.kinds is not null then true end as passed,
       case when passed then 'no secret was found'
            when not passed then 'the lines hold ' || array_to_string(s.kinds, ', ')
            else 'not all lines were looked into' end as reason,
       [g.arn] as uses
from logs_log_group g left join log_secret s on s.arn = g.arn

/*---
attack: >
  The attacker gets hold of a read-only analyst's login, searches the training logs for "token", and goes on with the registry's password
  that a failed job printed in March.
console: >
  CloudWatch > Log groups > the group > Data protection > Create policy, and choose the identifiers of credentials such as AwsSecretKey.
cli: |
  aws logs filter-log-events --log-group-name GROUP --filter-pattern '"AKIA"'
  aws logs put-data-protection-policy --log-group-identifier GROUP --policy-document file://policy.json
cloudformation: |
  Type: AWS::Logs::LogGroup
  Properties:
    DataProtectionPolicy:
      Name: secrets
      Version: "2021-06-01"
      Statement:
        - Sid: audit
          DataIdentifier: ["arn:aws:dataprotection::aws:data-identifier/AwsSecretKey"]
          Operation: {Audit: {FindingsDestination: {}}}
        - Sid: mask
          DataIdentifier: ["arn:aws:dataprotection::aws:data-identifier/AwsSecretKey"]
          Operation: {Deidentify: {MaskConfig: {}}}
terraform: |
  resource "aws_cloudwatch_log_data_protection_policy" "this" {
    log_group_name = aws_cloudwatch_log_group.this.name
    policy_document = jsonencode({
      Name    = "secrets"
      Version = "2021-06-01"
      Statement = [
        {
          Sid            = "audit"
          DataIdentifier = ["arn:aws:dataprotection::aws:data-identifier/AwsSecretKey"]
          Operation      = { Audit = { FindingsDestination = {} } }
        },
        {
          Sid            = "mask"
          DataIdentifier = ["arn:aws:dataprotection::aws:data-identifier/AwsSecretKey"]
          Operation      = { Deidentify = { MaskConfig = {} } }
        }
      ]
    })
  }
---*/
