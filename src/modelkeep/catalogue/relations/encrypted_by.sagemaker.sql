/*---
kind: encrypted_by
doc: The KMS key under which a resource keeps what it stores, captures or writes.
---*/
select arn as src, kms_key_arn(kms_key_id, account, region) as dst from sagemaker_notebook_instance
union all
select arn, kms_key_arn(kms_key_id, account, region) from sagemaker_domain
union all
select arn, kms_key_arn(unnest([kms_key_id, data_capture_kms_key_id, async_kms_key_id]), account, region) from sagemaker_endpoint_config
union all
select arn, kms_key_arn(core_dump_kms_key_id, account, region) from sagemaker_endpoint_config_production_variant
union all
select arn, kms_key_arn(kms_key_id, account, region) from sagemaker_model_package
union all
select arn, kms_key_arn(kms_key_id, account, region) from sagemaker_model_card
