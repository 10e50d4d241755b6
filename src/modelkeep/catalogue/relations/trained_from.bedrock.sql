/*---
kind: trained_from
doc: The bucket that holds the data a model was made with.
---*/
select arn as src, bucket_arn_of(training_data_s3_uri) as dst from bedrock_custom_model
union all
select arn, bucket_arn_of(unnest(validation_data_s3_uris)) from bedrock_custom_model
union all
select arn, bucket_arn_of(training_data_s3_uri) from bedrock_model_customization_job
union all
select arn, bucket_arn_of(unnest(validation_data_s3_uris)) from bedrock_model_customization_job
