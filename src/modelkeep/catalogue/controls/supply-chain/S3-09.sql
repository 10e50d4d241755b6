/*---
id: S3-09
title: The bucket that the SageMaker SDK takes by default belongs to the account
severity: medium
subject: scope_region
why: >
  The SDK's default bucket has a name that anybody can work out from your account number. Whoever creates it first
  receives your code, data and models, and can hand back poisoned ones.
fix: >
  Create the bucket sagemaker-REGION-ACCOUNT in every region where you use SageMaker, even if you mean to use another.
maps:
  gdpr: ["Art.32(1)(b)"]
  mitre-atlas: [AML.T0010]
  owasp-llm: [LLM03]
peers: {prowler: [s3_bucket_shadow_resource_vulnerability]}
complete: [s3_bucket]
references: ["https://sagemaker.readthedocs.io/en/stable/api/utility/session.html"]
notes: Applies to regions that have SageMaker models, notebook instances or training jobs.
---*/
select r.arn as resource,
       coalesce(b.arn is not null, false) as passed,
       'the bucket sagemaker-' || r.region || '-' || r.account
           || case when passed then ' is the account''s own' else ' is not the account''s: it is free to be taken, or taken' end as reason
from scope_region r
left join s3_bucket b on b.account = r.account and b.name = 'sagemaker-' || r.region || '-' || r.account
where exists (select 1 from sagemaker_model x where x.account = r.account and x.region = r.region)
   or exists (select 1 from sagemaker_notebook_instance x where x.account = r.account and x.region = r.region)
   or exists (select 1 from sagemaker_training_job x where x.account = r.account and x.region = r.region)
