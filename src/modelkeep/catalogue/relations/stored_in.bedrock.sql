/*---
kind: stored_in
doc: The bucket that holds weights, results or what was parsed from documents.
---*/
select arn as src, bucket_arn_of(model_data_s3_uri) as dst from bedrock_imported_model
union all
select arn, bucket_arn_of(model_data_s3_uri) from bedrock_model_import_job
union all
select arn, bucket_arn_of(output_data_s3_uri) from bedrock_model_customization_job
union all
select arn, bucket_arn_of(output_s3_uri) from bedrock_model_invocation_job
union all
select arn, bucket_arn_of(unnest(supplemental_s3_uris)) from bedrock_knowledge_base
union all
select arn, 'arn:aws:s3:::' || schema_bucket_name from bedrock_agent_action_group where schema_bucket_name <> ''
