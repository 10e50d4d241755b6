/*---
kind: stored_in
doc: The buckets and feature groups that get what a job writes, and the bucket of an offline feature store.
---*/
select arn as src,
       bucket_arn_of(unnest([output_s3_uri, model_artifacts_s3_uri, checkpoint_s3_uri, debug_s3_uri, profiler_s3_uri,
                             tensor_board_s3_uri])) as dst
from sagemaker_training_job
union all
select arn, bucket_arn_of(unnest([output_s3_uri, checkpoint_s3_uri]))
from sagemaker_hyper_parameter_tuning_job_training_job_definition
union all
select arn, bucket_arn_of(s3_uri) from sagemaker_processing_job_output
union all
select o.arn, f.arn
from sagemaker_processing_job_output o join sagemaker_feature_group f
    on f.account = o.account and f.region = o.region and f.name = o.feature_group_name
union all
select arn, bucket_arn_of(unnest([output_s3_uri, data_capture_s3_uri])) from sagemaker_transform_job
union all
select arn, bucket_arn_of(output_s3_uri) from sagemaker_compilation_job
union all
select arn, bucket_arn_of(output_s3_uri) from sagemaker_auto_ml_job
union all
select arn, bucket_arn_of(offline_store_s3_uri) from sagemaker_feature_group
union all
select arn, bucket_arn_of(unnest(output_s3_uris)) from sagemaker_monitoring_schedule
union all
select arn, bucket_arn_of(unnest(output_s3_uris)) from sagemaker_data_quality_job_definition
union all
select arn, bucket_arn_of(unnest(output_s3_uris)) from sagemaker_model_quality_job_definition
union all
select arn, bucket_arn_of(unnest(output_s3_uris)) from sagemaker_model_bias_job_definition
union all
select arn, bucket_arn_of(unnest(output_s3_uris)) from sagemaker_model_explainability_job_definition
