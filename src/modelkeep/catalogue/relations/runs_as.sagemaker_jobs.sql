/*---
kind: runs_as
doc: The IAM role whose permissions a job, feature group, monitor or cluster has.
---*/
select arn as src, role_arn as dst from sagemaker_training_job
union all
select arn, role_arn from sagemaker_processing_job
union all
select arn, role_arn from sagemaker_hyper_parameter_tuning_job_training_job_definition
union all
select arn, role_arn from sagemaker_compilation_job
union all
select arn, role_arn from sagemaker_auto_ml_job
union all
select arn, role_arn from sagemaker_feature_group
union all
select arn, role_arn from sagemaker_monitoring_schedule
union all
select arn, role_arn from sagemaker_data_quality_job_definition
union all
select arn, role_arn from sagemaker_model_quality_job_definition
union all
select arn, role_arn from sagemaker_model_bias_job_definition
union all
select arn, role_arn from sagemaker_model_explainability_job_definition
union all
select arn, cluster_role from sagemaker_cluster
union all
select arn, execution_role from sagemaker_cluster_instance_group
