/*---
id: CW-03-RETENTION
title: Log groups of AI workloads are kept for a year at least
severity: low
subject: logs_log_group
scope: ai
complete: [bedrock_model_invocation_logging_configuration]
why: Break-ins are often found after months. What the model was asked and by whom must still be there then.
fix: Set the retention of the log group to 365 days or more (logs:PutRetentionPolicy), or export it before it expires.
maps: {gdpr: [Art.33], hipaa: ["164.312(b)"], iso-42001: [A.6.2.8]}
peers: {prowler: [cloudwatch_log_group_retention_policy_specific_days_enabled], securityhub: [CloudWatch.16], checkov: [CKV_AWS_338], config: [cw-loggroup-retention-period-check]}
references: ["https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-16"]
notes: >
  Logs that never expire pass. Prompts and answers that Bedrock logs are left out: those are to be kept as short as you can
  (BR-LOG-10).
---*/
select arn as resource, retention_days = 0 or retention_days >= 365 as passed,
       case when retention_days = 0 then 'kept for ever' else 'kept for ' || retention_days || ' days' end as reason
from logs_log_group
where arn not in (select log_group_arn from bedrock_model_invocation_logging_configuration where log_group_arn is not null)

/*---
attack: >
  A break-in is found after five months. What the model was asked, and by whom, was deleted after thirty days, so nobody
  can tell what the intruder got.
console: >
  CloudWatch > Log groups, select the log group, Actions, Edit retention setting, 12 months or more.
cli: |
  aws logs put-retention-policy --log-group-name LOG_GROUP --retention-in-days 365
cloudformation: |
  Type: AWS::Logs::LogGroup
  Properties:
    RetentionInDays: 365
terraform: |
  resource "aws_cloudwatch_log_group" "this" {
    retention_in_days = 365
  }
---*/
