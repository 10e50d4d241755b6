/*---
kind: encrypted_by
doc: The KMS key that protects a resource at rest.
---*/
select arn as src, model_kms_key_arn as dst from bedrock_custom_model
union all
select arn, model_kms_key_arn from bedrock_imported_model
union all
select arn, kms_key_arn(output_kms_key_id, account, region) from bedrock_model_invocation_job
union all
select arn, kms_key_arn from bedrock_guardrail
union all
select arn, customer_encryption_key_arn from bedrock_agent
union all
select arn, kms_key_arn from bedrock_knowledge_base
union all
select arn, kms_key_arn from bedrock_data_source
union all
select arn, kms_key_arn(kms_encryption_key, account, region) from bedrock_marketplace_model_endpoint
