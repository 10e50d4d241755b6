/*---
id: SM-GOV-03-OWNER
title: MLflow servers check that their bucket is still yours
severity: low
subject: sagemaker_mlflow_tracking_server
why: >
  Names of buckets are free again when a bucket is deleted. Without the check, the server goes on writing models into whatever
  bucket has the name, and loading models from it.
fix: Set S3BucketOwnerAccountId to the account of the bucket, and S3BucketOwnerVerification to true.
maps:
  gdpr: ["Art.32(1)(b)"]
  hipaa: ["164.312(c)(1)"]
  mitre-atlas: [AML.T0010]
  owasp-llm: [LLM03]
references:
  - https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateMlflowTrackingServer.html
---*/
select arn as resource,
       s3_bucket_owner_verification as passed,
       case when s3_bucket_owner_verification then 'the bucket''s owner is checked' else 'the bucket''s owner is not checked' end as reason
from sagemaker_mlflow_tracking_server

/*---
attack: >
  The attacker sees that the artifact bucket was deleted, creates one of the same name, and serves models of their own to
  everybody who loads from the server.
console: The console has no setting for it; use the CLI.
cli: |
  aws sagemaker update-mlflow-tracking-server --tracking-server-name NAME \
    --s3-bucket-owner-account-id ACCOUNT --s3-bucket-owner-verification
cloudformation: CloudFormation's AWS::SageMaker::MlflowTrackingServer has no property for it; use the CLI.
terraform: Terraform's aws_sagemaker_mlflow_tracking_server has no attribute for it; use the CLI.
---*/
