/*---
id: SM-REG-01
title: Models come from a registry with approved versions
severity: low
subject: scope_region
complete: [sagemaker_model_package, sagemaker_model_container]
why: >
  Without a registry nobody can say which version runs, where it came from and who agreed to it, and there is
  nothing to go back to.
fix: >
  Create a model package group for each model, register versions in it as part of training, and approve them
  before they are deployed.
maps: {gdpr: [Art.30], hipaa: ["164.308(a)(1)(ii)(A)"], nist-ai-rmf: ["GOVERN 1.6"]}
peers: {prowler: [sagemaker_models_registry_in_use]}
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry.html
---*/
with used as (
    select account, region, count(*) as models from sagemaker_model group by account, region
), approved as (
    select account, region, count(*) as packages
    from sagemaker_model_package
    where model_approval_status = 'Approved'
    group by account, region
), foreign_registry as (
    select account, region, count(*) as containers
    from sagemaker_model_container
    where model_package_name <> '' and account_of(model_package_name) <> account
    group by account, region
)
select r.arn as resource,
       coalesce(a.packages, 0) > 0 or coalesce(f.containers, 0) > 0 as passed,
       u.models || ' models, ' || coalesce(a.packages, 0) || ' approved versions here'
           || case when f.containers > 0 then ', versions from the registry of another account' else '' end as reason
from used u join scope_region r on r.account = u.account and r.region = u.region
     left join approved a on a.account = u.account and a.region = u.region
     left join foreign_registry f on f.account = u.account and f.region = u.region

/*---
attack: >
  A model was swapped for another with a hidden trigger. Nobody can say which file is the right one, since no registry
  says what was trained, tested and agreed to.
console: >
  SageMaker Studio > Models > Register model, create a model group, register the version, and have it approved ("Update
  status").
cli: |
  aws sagemaker create-model-package-group --model-package-group-name GROUP
  aws sagemaker create-model-package --model-package-group-name GROUP --model-approval-status PendingManualApproval \
    --inference-specification 'Containers=[{Image=IMAGE,ModelDataUrl=s3://BUCKET/model.tar.gz}],SupportedContentTypes=[text/csv],SupportedResponseMIMETypes=[text/csv]'
  aws sagemaker update-model-package --model-package-arn PACKAGE --model-approval-status Approved
cloudformation: |
  Type: AWS::SageMaker::ModelPackageGroup
  Properties:
    ModelPackageGroupName: fraud
terraform: |
  resource "aws_sagemaker_model_package_group" "this" {
    model_package_group_name = "fraud"
  }
---*/
