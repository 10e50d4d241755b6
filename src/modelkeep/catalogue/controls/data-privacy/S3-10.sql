/*---
id: S3-10
title: Training data, captured requests and logs are deleted when their time is over
severity: low
subject: s3_bucket
scope: ai
why: >
  Personal data in training sets and prompts may be kept only as long as it is needed,
  and what is no longer there cannot leak.
fix: >
  Add a lifecycle rule that expires objects after the period that you decided on; with versioning on, expire noncurrent
  versions too.
maps: {gdpr: ["Art.5(1)(e)"], aws-fsbp: ["S3.13"], soc2: ["C1.2"]}
peers: {prowler: [s3_bucket_lifecycle_enabled], securityhub: [S3.13], checkov: [CKV2_AWS_61], config: [s3-lifecycle-policy-check]}
references: ["https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lifecycle-mgmt.html"]
---*/
select distinct b.arn as resource,
       l.expires as passed,
       case when l.expires then 'a lifecycle rule deletes objects'
            when l.configured then 'the lifecycle rules delete no current objects'
            else 'there is no lifecycle rule' end as reason
from s3_bucket b
join relation r on r.dst = b.arn and r.kind in ('trained_from', 'logs_to')
left join s3_bucket_lifecycle l on l.arn = b.arn

/*---
attack: >
  A role with read access to the bucket leaks. The attacker takes home captured requests and training sets of the last
  five years, most of which you had no reason to keep.
console: >
  S3 > the bucket > Management > Create lifecycle rule, "Expire current versions of objects" after the period that you
  decided on.
cli: |
  aws s3api put-bucket-lifecycle-configuration --bucket BUCKET --lifecycle-configuration \
    '{"Rules": [{"ID": "expire", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 365}, "NoncurrentVersionExpiration": {"NoncurrentDays": 30}}]}'
cloudformation: |
  Type: AWS::S3::Bucket
  Properties:
    LifecycleConfiguration:
      Rules:
        - Status: Enabled
          ExpirationInDays: 365
          NoncurrentVersionExpiration:
            NoncurrentDays: 30
terraform: |
  resource "aws_s3_bucket_lifecycle_configuration" "this" {
    bucket = aws_s3_bucket.this.id

    rule {
      id     = "expire"
      status = "Enabled"
      filter {}
      expiration {
        days = 365
      }
      noncurrent_version_expiration {
        noncurrent_days = 30
      }
    }
  }
---*/
