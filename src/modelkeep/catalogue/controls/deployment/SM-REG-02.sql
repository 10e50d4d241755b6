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
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-approve.html
---*/
select arn as resource,
       was_modified as passed,
       case when was_modified then 'changed after it was registered' else 'approved from the start: nothing changed since it was registered' end as reason
from sagemaker_model_package
where model_approval_status is null or (model_approval_status = 'Approved' and model_package_group_name <> '')
