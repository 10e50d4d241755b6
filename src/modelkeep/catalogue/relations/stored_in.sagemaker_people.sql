/*---
kind: stored_in
doc: The bucket that holds experiments, registered models and the answers of reviewers.
---*/
select arn as src, bucket_arn_of(artifact_store_uri) as dst from sagemaker_mlflow_tracking_server
union all
select arn, bucket_arn_of(output_s3_path) from sagemaker_flow_definition
