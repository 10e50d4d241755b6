/*---
id: CW-03
title: Log groups of AI workloads are encrypted with a KMS key
severity: medium
subject: logs_log_group
scope: ai
why: >
  Endpoints, agents and training jobs write questions, answers and data into their logs. With a key of your own, reading them needs
  a second permission that you can take away at once.
fix: Associate a KMS key with the log group (logs:AssociateKmsKey) whose policy lets logs.REGION.amazonaws.com use it.
maps:
  gdpr: ["Art.32(1)(a)"]
  hipaa: ["164.312(a)(2)(iv)"]
peers: {prowler: [cloudwatch_log_group_kms_encryption_enabled], checkov: [CKV_AWS_158], config: [cloudwatch-log-group-encrypted]}
references: ["https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html"]
---*/
select arn as resource, kms_key_id <> '' as passed,
       case when kms_key_id <> '' then 'encrypted with ' || kms_key_id else 'no KMS key' end as reason
from logs_log_group

/*---
attack: >
  Many roles may read logs, few should read prompts. With any of them an attacker searches the log group for questions,
  answers and data; a key of your own would ask for one more permission.
console: >
  CloudWatch > Log groups > Create log group, KMS key ARN. For a log group that is there, use the CLI. The key's
  policy must let logs.REGION.amazonaws.com use it.
cli: |
  aws logs associate-kms-key --log-group-name LOG_GROUP --kms-key-id KEY_ARN
cloudformation: |
  Type: AWS::Logs::LogGroup
  Properties:
    KmsKeyId: !GetAtt Key.Arn
terraform: |
  resource "aws_cloudwatch_log_group" "this" {
    kms_key_id = aws_kms_key.this.arn
  }
---*/
