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

/*---
attack: >
  A stranger creates sagemaker-REGION-ACCOUNT before you do, which takes only your account number. A notebook that uses the
  SDK's default bucket then hands its code and data to them, and loads what they put there.
console: >
  S3 > Create bucket in that region with the name sagemaker-REGION-ACCOUNT, public access blocked. If the name is taken,
  give the SDK a bucket of yours (default_bucket of its session).
cli: |
  # in us-east-1 without --create-bucket-configuration
  aws s3api create-bucket --bucket sagemaker-REGION-ACCOUNT --region REGION \
    --create-bucket-configuration LocationConstraint=REGION
cloudformation: |
  Type: AWS::S3::Bucket
  Properties:
    BucketName: !Sub sagemaker-${AWS::Region}-${AWS::AccountId}
terraform: |
  data "aws_caller_identity" "current" {}

  data "aws_region" "current" {}

  resource "aws_s3_bucket" "sagemaker_default" {
    bucket = "sagemaker-${data.aws_region.current.id}-${data.aws_caller_identity.current.account_id}"
  }
---*/
