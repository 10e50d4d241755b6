/*---
kind: image_from
doc: The repository that the image of a job or monitor comes from.
---*/
select arn as src, ecr_repository_arn(training_image) as dst from sagemaker_training_job
union all
select arn, ecr_repository_arn(training_image) from sagemaker_hyper_parameter_tuning_job_training_job_definition
union all
select arn, ecr_repository_arn(image_uri) from sagemaker_processing_job
union all
select arn, ecr_repository_arn(image_uri) from sagemaker_monitoring_schedule
union all
select arn, ecr_repository_arn(image_uri) from sagemaker_data_quality_job_definition
union all
select arn, ecr_repository_arn(image_uri) from sagemaker_model_quality_job_definition
union all
select arn, ecr_repository_arn(image_uri) from sagemaker_model_bias_job_definition
union all
select arn, ecr_repository_arn(image_uri) from sagemaker_model_explainability_job_definition
