/*---
kind: runs_as
doc: The IAM role of human review, experiment tracking and partner apps.
---*/
select arn as src, role_arn as dst from sagemaker_flow_definition
union all
select arn, role_arn from sagemaker_mlflow_tracking_server
union all
select arn, execution_role_arn from sagemaker_partner_app
