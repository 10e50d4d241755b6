/*---
id: SM-REG-07
title: Approved model versions carry the results of their evaluation
severity: low
subject: sagemaker_model_package
why: >
  Approval without recorded results rests on somebody's word, and later nobody can tell whether a model got worse
  or always was.
fix: >
  Register versions with ModelMetrics.ModelQuality, and with Bias where the model decides about people; pipelines
  do that in the registration step.
maps:
  gdpr: ["Art.32(1)(d)"]
  hipaa: ["164.308(a)(8)"]
  nist-ai-rmf: ["MEASURE 2.5"]
  iso-42001: [A.6.2.4]
  soc2: ["CC8.1"]
  eu-ai-act: ["Art.9(8)"]
  mitre-atlas: [AML.M0008]
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-version.html
  - https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelMetrics.html
---*/
select arn as resource,
       list_contains(metrics, 'model_quality') as passed,
       case when len(metrics) = 0 then 'no results' else 'results of ' || replace(array_to_string(metrics, ', '), '_', ' ') end as reason
from sagemaker_model_package
where model_approval_status is null or model_approval_status = 'Approved'

/*---
attack: >
  A version that was trained on poisoned data or is simply worse gets approved because it looks like all others:
  nobody can see how it did before it decides about customers.
console: >
  Not in the console: metrics are given when a version is registered, by the registration step of a pipeline
  (SageMaker SDK: model_metrics) or the CLI.
cli: |
  aws sagemaker create-model-package --cli-input-json file://version.json --model-metrics \
    'ModelQuality={Statistics={ContentType=application/json,S3Uri=s3://BUCKET/evaluation.json}}'
cloudformation: |
  Type: AWS::SageMaker::ModelPackage
  Properties:
    ModelPackageGroupName: !Ref Group
    ModelMetrics:
      ModelQuality:
        Statistics:
          ContentType: application/json
          S3Uri: !Sub s3://${Bucket}/evaluation.json
terraform: |
  resource "awscc_sagemaker_model_package" "this" {
    model_package_group_name = aws_sagemaker_model_package_group.this.model_package_group_name
    model_metrics = {
      model_quality = {
        statistics = {
          content_type = "application/json"
          s3_uri       = "s3://${aws_s3_bucket.models.id}/evaluation.json"
        }
      }
    }
  }
---*/
