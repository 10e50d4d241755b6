/*---
id: S3-05-MFA
title: Versions of stored models cannot be deleted with a password or key alone
severity: low
subject: s3_bucket
scope: ai
why: >
  Versioning does not help against somebody who deletes the versions too. MFA delete asks for a second factor,
  object lock refuses altogether.
fix: >
  On the buckets that hold model artifacts turn on object lock in compliance mode, or MFA delete
  (only the root user can, and such a bucket takes no lifecycle rules).
maps:
  gdpr: ["Art.32(1)(b)"]
  hipaa: ["164.312(c)(1)"]
  cis-aws-3.0: ["2.1.2"]
  cis-aws-5.0: ["2.1.2"]
  cis-aws-7.0: ["3.1.2"]
peers: {prowler: [s3_bucket_no_mfa_delete, s3_bucket_object_lock], securityhub: [S3.20]}
notes: Applies to buckets that models are served from, not to those that jobs write to.
references: ["https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiFactorAuthenticationDelete.html"]
---*/
select distinct b.arn as resource,
       v.mfa_delete or o.enabled as passed,
       case when v.mfa_delete then 'MFA delete is on' when o.enabled then 'object lock is on'
            else 'neither MFA delete nor object lock is on' end as reason
from s3_bucket b
join relation r on r.dst = b.arn and r.kind = 'stored_in'
join model m on m.arn = r.arn and m.kind <> 'AWS::Bedrock::Agent'
left join s3_bucket_versioning v on v.arn = b.arn
left join s3_bucket_object_lock o on o.arn = b.arn

/*---
attack: >
  With a stolen key of somebody who may delete objects, an attacker erases all versions of a model and its training
  data, or asks for ransom. Versioning alone does not stop that.
console: >
  S3 > the bucket > Properties > Object Lock > Edit, Enable, default retention mode Compliance with a number of days.
cli: |
  aws s3api put-bucket-versioning --bucket BUCKET --versioning-configuration Status=Enabled
  aws s3api put-object-lock-configuration --bucket BUCKET --object-lock-configuration \
    'ObjectLockEnabled=Enabled,Rule={DefaultRetention={Mode=COMPLIANCE,Days=30}}'
cloudformation: |
  Type: AWS::S3::Bucket
  Properties:
    ObjectLockEnabled: true
    ObjectLockConfiguration:
      ObjectLockEnabled: Enabled
      Rule:
        DefaultRetention:
          Mode: COMPLIANCE
          Days: 30
terraform: |
  resource "aws_s3_bucket_object_lock_configuration" "this" {
    bucket = aws_s3_bucket.models.id
    rule {
      default_retention {
        mode = "COMPLIANCE"
        days = 30
      }
    }
  }
---*/
