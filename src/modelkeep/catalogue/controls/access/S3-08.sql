/*---
id: S3-08
title: Buckets that models depend on do not use access control lists
severity: medium
subject: s3_bucket
scope: ai
why: >
  With access control lists on, whoever uploads a file can own it and open it to others, past the bucket policy,
  object by object and out of sight.
fix: Set Object Ownership to BucketOwnerEnforced; move what the lists grant into the bucket policy first.
maps:
  aws-fsbp: [S3.12]
  gdpr: ["Art.25", "Art.32(1)(b)"]
  hipaa: ["164.308(a)(4)", "164.312(a)(1)"]
peers: {prowler: [s3_bucket_acl_prohibited], securityhub: [S3.12], checkov: [CKV2_AWS_65], config: [s3-bucket-acl-prohibited]}
references: ["https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html"]
---*/
select b.arn as resource,
       o.object_ownership = 'BucketOwnerEnforced' as passed,
       'Object Ownership is ' || o.object_ownership
           || case when passed or l.foreign_grantees is null or len(l.foreign_grantees) = 0 then ''
                   else '; other accounts are granted access' end as reason
from s3_bucket b
left join s3_bucket_ownership o on o.arn = b.arn
left join s3_bucket_acl l on l.arn = b.arn

/*---
attack: >
  Access control lists open single files, past the bucket policy that everybody looks at. A file that another account
  put there can even belong to that account, which then decides who reads it.
console: >
  S3 > the bucket > Permissions > Object Ownership > Edit, ACLs disabled (bucket owner enforced).
cli: |
  aws s3api put-bucket-ownership-controls --bucket BUCKET --ownership-controls 'Rules=[{ObjectOwnership=BucketOwnerEnforced}]'
cloudformation: |
  Type: AWS::S3::Bucket
  Properties:
    OwnershipControls:
      Rules:
        - ObjectOwnership: BucketOwnerEnforced
terraform: |
  resource "aws_s3_bucket_ownership_controls" "this" {
    bucket = aws_s3_bucket.this.id
    rule {
      object_ownership = "BucketOwnerEnforced"
    }
  }
---*/
