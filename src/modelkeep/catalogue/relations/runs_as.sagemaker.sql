/*---
kind: runs_as
doc: The IAM role whose permissions a resource has while it runs.
---*/
select arn as src, role_arn as dst from sagemaker_notebook_instance
union all
select arn, default_execution_role from sagemaker_domain
union all
select arn, execution_role from sagemaker_user_profile
union all
select arn, role_arn from sagemaker_pipeline
union all
select arn, execution_role_arn from sagemaker_model
union all
select arn, execution_role_arn from sagemaker_endpoint_config
