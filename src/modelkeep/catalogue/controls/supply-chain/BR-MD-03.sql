/*---
id: BR-MD-03
title: Imported models come from a private bucket that keeps old versions
severity: high
subject: bedrock_imported_model
why: >
  Whoever can replace the weights before the import decides what your model says. Versions show whether that happened; a
  public bucket invites it.
fix: Import from a bucket of your own with versioning and Block Public Access, and import again what came from elsewhere.
maps:
  gdpr: ["Art.32(1)(b)"]
  hipaa: ["164.312(c)(1)"]
  mitre-atlas: [AML.T0010]
  owasp-llm: [LLM03, LLM04]
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/model-customization-import-model.html"]
---*/
select m.arn as resource,
       v.status = 'Enabled' and not s.is_public as passed,
       bucket_of(m.model_data_s3_uri) || case when passed then ' is private and keeps versions'
           when s.is_public then ' has a public policy' else ' has versioning ' || v.status end as reason,
       [bucket_arn_of(m.model_data_s3_uri)] as uses
from bedrock_imported_model m
left join s3_bucket_versioning v on v.arn = bucket_arn_of(m.model_data_s3_uri)
left join s3_bucket_policy_status s on s.arn = bucket_arn_of(m.model_data_s3_uri)

/*---
attack: >
  Before the import an attacker replaces the weights in the bucket by ones with a hidden trigger. The model behaves well
  until the trigger word comes, and no old version shows that it was changed.
console: >
  S3 > the bucket > Properties > Bucket Versioning, Enable; Permissions > Block public access, "Block all public access".
  Then Amazon Bedrock > Imported models > Import model from that bucket.
cli: |
  aws s3api put-bucket-versioning --bucket BUCKET --versioning-configuration Status=Enabled
  aws s3api put-public-access-block --bucket BUCKET --public-access-block-configuration \
    BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
cloudformation: |
  Type: AWS::S3::Bucket
  Properties:
    VersioningConfiguration:
      Status: Enabled
    PublicAccessBlockConfiguration:
      BlockPublicAcls: true
      IgnorePublicAcls: true
      BlockPublicPolicy: true
      RestrictPublicBuckets: true
terraform: |
  resource "aws_s3_bucket_versioning" "weights" {
    bucket = aws_s3_bucket.weights.id

    versioning_configuration {
      status = "Enabled"
    }
  }

  resource "aws_s3_bucket_public_access_block" "weights" {
    bucket                  = aws_s3_bucket.weights.id
    block_public_acls       = true
    ignore_public_acls      = true
    block_public_policy     = true
    restrict_public_buckets = true
  }
---*/
