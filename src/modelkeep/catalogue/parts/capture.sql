/*---
kind: capture
doc: The objects in which endpoints and the log of invocations keep what was asked and answered.
---*/
select m.model as src, object_arn_of(c.data_capture_s3_uri) || '*' as dst
from model_resource m join sagemaker_endpoint_config c on c.arn = m.arn
where c.data_capture_s3_uri <> ''
union all
select m.arn, 'arn:aws:s3:::' || unnest([c.s3_bucket_name, c.large_data_bucket_name]) || '/*'
from model m join bedrock_model_invocation_logging_configuration c on c.account = m.account and c.region = m.region
where c.enabled is distinct from false and m.arn like 'arn:%:bedrock:%'
