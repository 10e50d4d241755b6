/*---
kind: encrypted_by
doc: The KMS keys that encrypt what a job writes and the volumes on which it works, and those of feature stores and clusters.
---*/
with given(arn, account, region, keys) as (
    select arn, account, region, [output_kms_key_id, volume_kms_key_id] from sagemaker_training_job
    union all
    select arn, account, region, [output_kms_key_id, volume_kms_key_id] from sagemaker_processing_job
    union all
    select arn, account, region, [output_kms_key_id, volume_kms_key_id, data_capture_kms_key_id] from sagemaker_transform_job
    union all
    select arn, account, region, [output_kms_key_id, volume_kms_key_id]
    from sagemaker_hyper_parameter_tuning_job_training_job_definition
    union all
    select arn, account, region, [output_kms_key_id] from sagemaker_compilation_job
    union all
    select arn, account, region, [output_kms_key_id, volume_kms_key_id] from sagemaker_auto_ml_job
    union all
    select arn, account, region, [online_store_kms_key_id, offline_store_kms_key_id] from sagemaker_feature_group
    union all
    select arn, account, region, [output_kms_key_id, volume_kms_key_id] from sagemaker_monitoring_schedule
    union all
    select arn, account, region, [output_kms_key_id, volume_kms_key_id] from sagemaker_data_quality_job_definition
    union all
    select arn, account, region, [output_kms_key_id, volume_kms_key_id] from sagemaker_model_quality_job_definition
    union all
    select arn, account, region, [output_kms_key_id, volume_kms_key_id] from sagemaker_model_bias_job_definition
    union all
    select arn, account, region, [output_kms_key_id, volume_kms_key_id] from sagemaker_model_explainability_job_definition
    union all
    select arn, account, region, [root_volume_kms_key_id, secondary_volume_kms_key_id] from sagemaker_cluster_instance_group
)
select arn as src, kms_key_arn(key, account, region) as dst
from (select arn, account, region, unnest(keys) as key from given)
