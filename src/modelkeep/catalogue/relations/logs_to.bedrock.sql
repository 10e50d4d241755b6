/*---
kind: logs_to
doc: Where prompts and answers are logged.
---*/
with config as (from bedrock_model_invocation_logging_configuration where enabled),
model as (
    select arn, account, region from bedrock_agent
    union all select arn, account, region from bedrock_custom_model
    union all select arn, account, region from bedrock_imported_model
)
select arn as src, log_group_arn as dst from config
union all
select arn, 'arn:aws:s3:::' || s3_bucket_name from config where s3_bucket_name <> ''
union all
select arn, 'arn:aws:s3:::' || large_data_bucket_name from config where large_data_bucket_name <> ''
union all
select m.arn, c.arn from model m join config c on c.account = m.account and c.region = m.region
