/*---
id: BR-LOG-10
title: Logged prompts and answers are deleted after a time that you set
severity: medium
subject: bedrock_model_invocation_logging_configuration
why: >
  Personal data in prompts must not be kept longer than needed, and what is no longer there cannot leak.
fix: Set a retention time on the log group and a lifecycle rule that expires objects on the bucket.
maps: {gdpr: ["Art.5(1)(e)", Art.25], soc2: ["C1.2", "P4.2"], mitre-atlas: [AML.T0057], owasp-llm: [LLM02]}
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html"]
---*/
with destination as (
    select arn, log_group_arn as holder from bedrock_model_invocation_logging_configuration where log_group_arn <> ''
    union
    select arn, 'arn:aws:s3:::' || unnest([s3_bucket_name, large_data_bucket_name])
    from bedrock_model_invocation_logging_configuration
)
select d.arn as resource,
       case when d.holder like '%:log-group:%' then g.retention_days > 0 else l.expires end as passed,
       d.holder || case when not passed then ' keeps them for ever'
                        when g.retention_days > 0 then ' keeps them for ' || g.retention_days || ' days'
                        else ' expires them' end as reason,
       [d.holder] as uses
from destination d
left join logs_log_group g on g.arn = d.holder
left join s3_bucket_lifecycle l on l.arn = d.holder
where d.holder not in ('', 'arn:aws:s3:::')

/*---
attack: >
  Whoever gets read access to the log store today reads every prompt since the first day, not those of the last weeks.
console: >
  CloudWatch > Log groups, select the log group, Actions, Edit retention setting. For the bucket: S3 > the bucket >
  Management > Create lifecycle rule, "Expire current versions of objects".
cli: |
  aws logs put-retention-policy --log-group-name LOG_GROUP --retention-in-days 90
  aws s3api put-bucket-lifecycle-configuration --bucket BUCKET --lifecycle-configuration \
    '{"Rules": [{"ID": "expire-prompts", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 90}}]}'
cloudformation: |
  PromptLog:
    Type: AWS::Logs::LogGroup
    Properties:
      RetentionInDays: 90
  PromptBucket:
    Type: AWS::S3::Bucket
    Properties:
      LifecycleConfiguration:
        Rules:
          - Status: Enabled
            ExpirationInDays: 90
terraform: |
  resource "aws_cloudwatch_log_group" "prompts" {
    retention_in_days = 90
  }

  resource "aws_s3_bucket_lifecycle_configuration" "prompts" {
    bucket = aws_s3_bucket.prompts.id

    rule {
      id     = "expire-prompts"
      status = "Enabled"
      filter {}
      expiration {
        days = 90
      }
    }
  }
---*/
