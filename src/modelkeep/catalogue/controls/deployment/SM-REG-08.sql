/*---
id: SM-REG-08
title: Pipelines register models for approval instead of approving them
severity: medium
subject: sagemaker_pipeline
why: >
  A pipeline that approves what it trained takes whatever went into the training, poisoned data included, to
  production without anybody looking.
fix: >
  Set ModelApprovalStatus of the registration step to PendingManualApproval, and let somebody approve the version
  after its evaluation.
maps:
  gdpr: ["Art.32(1)(d)"]
  hipaa: ["164.308(a)(8)"]
  iso-42001: [A.6.2.5]
  soc2: ["CC8.1"]
  mitre-atlas: [AML.T0020]
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-steps-types.html
---*/
select arn as resource,
       not approves_models as passed,
       case when approves_models then 'a step registers versions that are approved from the start' else 'no step registers approved versions' end as reason
from sagemaker_pipeline

/*---
attack: >
  An attacker who can write to the training bucket needs nothing else: the pipeline trains on their records, approves the
  result by itself, and it goes to production.
console: >
  SageMaker Studio > Pipelines, open the pipeline, Edit, select the register model step, set its approval status to
  "PendingManualApproval", save. Pipelines written in code are changed in their code.
cli: |
  # In pipeline.json, the RegisterModel step has "ModelApprovalStatus": "PendingManualApproval".
  aws sagemaker update-pipeline --pipeline-name NAME --pipeline-definition file://pipeline.json
cloudformation: |
  Type: AWS::SageMaker::Pipeline
  Properties:
    PipelineDefinition:
      PipelineDefinitionBody: |
        {"Version": "2020-12-01", "Steps": [
          {"Name": "Register", "Type": "RegisterModel", "Arguments": {
            "ModelPackageGroupName": "fraud", "ModelApprovalStatus": "PendingManualApproval"}}]}
terraform: |
  resource "aws_sagemaker_pipeline" "this" {
    pipeline_definition = jsonencode({
      Version = "2020-12-01"
      Steps = [{
        Name = "Register"
        Type = "RegisterModel"
        Arguments = {
          ModelPackageGroupName = "fraud"
          ModelApprovalStatus   = "PendingManualApproval"
        }
      }]
    })
  }
---*/
