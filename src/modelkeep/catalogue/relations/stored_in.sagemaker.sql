/*---
kind: stored_in
doc: The bucket that holds a model's artifacts.
---*/
select arn as src, bucket_arn_of(model_data_url) as dst from sagemaker_model_container
union all
select arn, bucket_arn_of(unnest(additional_model_data_urls)) from sagemaker_model_container
union all
select arn, bucket_arn_of(model_data_url) from sagemaker_model_package_container
union all
select arn, bucket_arn_of(artifact_url) from sagemaker_inference_component_specification
