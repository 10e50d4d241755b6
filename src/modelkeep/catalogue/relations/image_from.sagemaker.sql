/*---
kind: image_from
doc: The repository that a container image comes from.
---*/
select arn as src, ecr_repository_arn(image) as dst from sagemaker_model_container
union all
select arn, ecr_repository_arn(image) from sagemaker_model_package_container
union all
select arn, ecr_repository_arn(specified_image) from sagemaker_inference_component_specification
