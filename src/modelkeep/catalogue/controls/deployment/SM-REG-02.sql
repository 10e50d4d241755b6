/*---
id: SM-REG-02
title: Model versions are registered first and approved afterwards
severity: medium
subject: sagemaker_model_package
why: >
  A version that is approved in the moment of its registration was looked at by nobody: whatever the pipeline
  trained, poisoned data included, goes on to production.
fix: >
  Register with ModelApprovalStatus=PendingManualApproval, and let somebody approve the version after its
  evaluation.
maps:
  gdpr: ["Art.32(1)(d)"]
  hipaa: ["164.308(a)(8)"]
  nist-ai-rmf: ["MAP 3.5"]
  iso-42001: [A.6.1.3]
  soc2: ["CC8.1"]
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-approve.html
---*/
select arn as resource,
       was_modified as passed,
       case when was_modified then 'changed after it was registered' else 'approved from the start: nothing changed since it was registered' end as reason
from sagemaker_model_package
where model_approval_status is null or (model_approval_status = 'Approved' and model_package_group_name <> '')

/*---
attack: >
  Somebody slips poisoned records into the training data. The pipeline trains, registers the version as approved in the
  same call, and deploys it; no person ever looked at the evaluation.
console: >
  SageMaker Studio > Models > the model group: register versions with status "Pending manual approval"; a reviewer opens
  the version and chooses Update status, "Approved".
cli: |
  aws sagemaker create-model-package --model-package-group-name GROUP --model-approval-status PendingManualApproval \
    --inference-specification 'Containers=[{Image=IMAGE,ModelDataUrl=s3://BUCKET/model.tar.gz}],SupportedContentTypes=[text/csv],SupportedResponseMIMETypes=[text/csv]'
  # later, after the evaluation, by somebody else
  aws sagemaker update-model-package --model-package-arn PACKAGE --model-approval-status Approved
cloudformation: |
  Type: AWS::SageMaker::ModelPackage
  Properties:
    ModelApprovalStatus: PendingManualApproval
terraform: |
  resource "awscc_sagemaker_model_package" "this" {
    model_approval_status = "PendingManualApproval"
  }
---*/
