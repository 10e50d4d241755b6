/*---
id: SM-MODEL-05
title: Model artifacts lie in buckets of yours
severity: critical
subject: sagemaker_model
complete: [s3_bucket]
why: >
  Whoever owns the bucket can replace the model: a changed file runs code in your container with its role. A
  deleted bucket's name can be taken by anyone, and your model then loads theirs.
fix: >
  Copy the artifacts into a bucket of yours and create the model again from there. If the bucket belongs to
  another account of yours, scan that account too.
maps:
  gdpr: ["Art.5(1)(f)", "Art.32(1)(b)"]
  hipaa: ["164.312(c)(1)"]
  nist-ai-rmf: ["MAP 4.1"]
  iso-42001: [A.7.5]
  eu-ai-act: ["Art.15(5)"]
  mitre-atlas: [AML.T0010]
  owasp-llm: [LLM03]
profiles: [baseline]
references:
  - https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html
notes: >
  A bucket of another account that was scanned counts as yours; so does the bucket from which SageMaker JumpStart
  serves a region.
---*/
with artifact as (
    select arn, unnest(list_append(additional_model_data_urls, model_data_url)) as url, '' as package
    from sagemaker_model_container
    where image <> ''
    union all
    select c.arn, p.model_data_url, c.model_package_name
    from sagemaker_model_container c left join sagemaker_model_package_container p on p.arn = c.model_package_name
    where c.image = '' and c.model_package_name <> ''
)
select m.arn as resource,
       case when f.url is null or bucket_of(f.url) is null or bucket_of(f.url) like '%-s3alias' then null
            else b.arn is not null or bucket_of(f.url) = 'jumpstart-cache-prod-' || m.region end as passed,
       case when f.url is null then 'the containers of ' || f.package || ' were not read'
            when bucket_of(f.url) is null or bucket_of(f.url) like '%-s3alias' then f.url || ' does not say in which bucket it is'
            when b.arn is not null then bucket_of(f.url) || ' belongs to account ' || b.account
            when bucket_of(f.url) = 'jumpstart-cache-prod-' || m.region then bucket_of(f.url) || ' is a bucket of SageMaker JumpStart'
            else bucket_of(f.url) || ' is in no scanned account''s list of buckets' end as reason,
       [f.package, b.arn] as uses
from sagemaker_model m join artifact f on f.arn = m.arn
     left join s3_bucket b on b.arn = bucket_arn_of(f.url)
where f.url is null or f.url <> ''

/*---
attack: >
  The bucket's owner, or a stranger who registered its name after it was deleted, puts another file in the model's place.
  Loading it runs their code in your container, with your role.
console: >
  S3: copy the artifact to a bucket of your own. Then SageMaker AI > Models > Create model, location of model artifacts in
  that bucket, and update the endpoint. Scan the account of the bucket too where it is another one of yours.
cli: |
  aws s3 cp s3://FOREIGN_BUCKET/model.tar.gz s3://OWN_BUCKET/model.tar.gz
  aws sagemaker create-model --model-name NEW_MODEL --execution-role-arn ROLE \
    --primary-container Image=IMAGE,ModelDataUrl=s3://OWN_BUCKET/model.tar.gz
cloudformation: |
  Type: AWS::SageMaker::Model
  Properties:
    PrimaryContainer:
      ModelDataUrl: !Sub s3://${Artifacts}/model.tar.gz
terraform: |
  resource "aws_sagemaker_model" "this" {
    primary_container {
      model_data_url = "s3://${aws_s3_bucket.artifacts.id}/model.tar.gz"
    }
  }
---*/
