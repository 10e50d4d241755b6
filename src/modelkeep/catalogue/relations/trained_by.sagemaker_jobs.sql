/*---
kind: trained_by
doc: The job whose output is a model's artifact, or that registered it; of a compiled model, the job that compiled it.
---*/
with made(arn, uri) as (
    select arn, model_artifacts_s3_uri from sagemaker_training_job where model_artifacts_s3_uri <> ''
    union all
    select arn, model_artifacts_s3_uri from sagemaker_compilation_job where model_artifacts_s3_uri <> ''
),
loaded(arn, uri) as (
    select arn, model_data_url from sagemaker_model_container
    union all
    select arn, unnest(additional_model_data_urls) from sagemaker_model_container
    union all
    select arn, model_data_url from sagemaker_model_package_container
    union all
    select arn, artifact_url from sagemaker_inference_component_specification
    union all
    select arn, input_s3_uri from sagemaker_compilation_job
)
select l.arn as src, m.arn as dst
from loaded l join made m
    on bucket_of(m.uri) = bucket_of(l.uri) and starts_with(l.uri || '/', rtrim(m.uri, '/') || '/') and l.arn <> m.arn
union all
select output_model_package_arn, arn from sagemaker_training_job
