/*---
id: SM-MODEL-06
title: Buckets with model artifacts keep old versions
severity: high
subject: sagemaker_model
why: >
  Without versions an overwritten model is gone: nobody can prove that it was changed, and nobody can go back to
  the one that was approved.
fix: >
  Enable versioning on the bucket (aws s3api put-bucket-versioning), with a lifecycle rule that expires old
  versions after the time for which you need them.
maps:
  gdpr: ["Art.5(1)(f)", "Art.32(1)(b)"]
  hipaa: ["164.312(c)(1)"]
  nist-ai-rmf: ["MANAGE 2.4"]
  soc2: ["A1.2"]
  eu-ai-act: ["Art.15(5)"]
  mitre-atlas: [AML.T0018]
references:
  - https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html
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
       case when f.url is not null and bucket_of(f.url) is not null then v.status = 'Enabled' end as passed,
       case when f.url is null then 'the containers of ' || f.package || ' were not read'
            when v.status is null then 'versioning was not read of the bucket of ' || f.url
            else 'versioning of ' || bucket_of(f.url) || ' is ' || lower(v.status) end as reason,
       [f.package, v.arn] as uses
from sagemaker_model m join artifact f on f.arn = m.arn
     left join s3_bucket_versioning v on v.arn = bucket_arn_of(f.url)
where f.url is null or (f.url <> '' and coalesce(bucket_of(f.url), '') <> 'jumpstart-cache-prod-' || m.region)

/*---
attack: >
  Somebody with write access overwrites model.tar.gz with a manipulated model. The endpoint loads it with its next
  instance, and nobody can prove the change or bring the approved file back.
console: >
  S3 > the bucket of the artifacts > Properties > Bucket Versioning, Edit, Enable.
cli: |
  aws s3api put-bucket-versioning --bucket BUCKET --versioning-configuration Status=Enabled
cloudformation: |
  Type: AWS::S3::Bucket
  Properties:
    VersioningConfiguration:
      Status: Enabled
terraform: |
  resource "aws_s3_bucket_versioning" "artifacts" {
    bucket = aws_s3_bucket.artifacts.id

    versioning_configuration {
      status = "Enabled"
    }
  }
---*/
