/*---
id: SM-JOB-12
title: Buckets with training data keep old versions
severity: high
subject: sagemaker_training_job
why: >
  Who changes a few training records changes the model. Without versions nobody can tell what was changed, nor
  train again on what was there before.
fix: >
  Turn on versioning for the bucket (and Object Lock where training data must not change at all).
maps:
  gdpr: ["Art.5(1)(f)", "Art.32(1)(b)"]
  hipaa: ["164.312(c)(1)"]
  iso-42001: [A.7.2]
  soc2: ["A1.2"]
  eu-ai-act: ["Art.15(5)"]
  mitre-atlas: [AML.T0020]
references: ["https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html"]
notes: >
  AWS's own JumpStart buckets are left out.
---*/
select i.arn as resource,
       v.status = 'Enabled' as passed,
       coalesce('bucket ' || bucket_of(i.s3_uri) || ': versioning is ' || lower(v.status),
                'the versioning of bucket ' || bucket_of(i.s3_uri) || ' was not read') as reason,
       [bucket_arn_of(i.s3_uri)] as uses
from sagemaker_training_job_input i
left join s3_bucket_versioning v on v.arn = bucket_arn_of(i.s3_uri)
where coalesce(bucket_of(i.s3_uri) not like 'jumpstart-%cache-prod-%', i.s3_uri is null)

/*---
attack: >
  Somebody adds a few hundred records to the training data so that their fraud counts as harmless, and takes them out again
  after the run. Without versions nobody can tell what the model was trained on.
console: >
  S3 > the bucket of the training data > Properties > Bucket Versioning, Edit, Enable.
cli: |
  aws s3api put-bucket-versioning --bucket BUCKET --versioning-configuration Status=Enabled
cloudformation: |
  Type: AWS::S3::Bucket
  Properties:
    VersioningConfiguration:
      Status: Enabled
terraform: |
  resource "aws_s3_bucket_versioning" "training_data" {
    bucket = aws_s3_bucket.training_data.id

    versioning_configuration {
      status = "Enabled"
    }
  }
---*/
