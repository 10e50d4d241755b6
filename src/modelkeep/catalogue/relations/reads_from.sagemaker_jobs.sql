/*---
kind: reads_from
doc: The buckets that hold what processing, transform and compilation jobs read, and a monitor's baseline.
---*/
select arn as src, bucket_arn_of(unnest([s3_uri, query_s3_uri])) as dst from sagemaker_processing_job_input
union all
select arn, bucket_arn_of(input_s3_uri) from sagemaker_transform_job
union all
select arn, bucket_arn_of(input_s3_uri) from sagemaker_compilation_job
union all
select arn, bucket_arn_of(baseline_s3_uri) from sagemaker_monitoring_schedule
union all
select arn, bucket_arn_of(baseline_s3_uri) from sagemaker_data_quality_job_definition
union all
select arn, bucket_arn_of(baseline_s3_uri) from sagemaker_model_quality_job_definition
union all
select arn, bucket_arn_of(baseline_s3_uri) from sagemaker_model_bias_job_definition
union all
select arn, bucket_arn_of(baseline_s3_uri) from sagemaker_model_explainability_job_definition
