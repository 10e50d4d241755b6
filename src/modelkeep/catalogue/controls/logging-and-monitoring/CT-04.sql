/*---
id: CT-04
title: The bucket of a trail is not public
severity: critical
subject: cloudtrail_trail
why: In public logs anyone reads who uses which model from where, and which permissions they lack; a public writer erases the traces.
fix: >
  Turn on all four Block Public Access settings of the bucket, and remove public statements and grants from its policy and access
  control list.
maps:
  gdpr: ["Art.32(1)(b)"]
  hipaa: ["164.312(a)(1)", "164.312(b)"]
profiles: [baseline]
peers: {prowler: [cloudtrail_logs_s3_bucket_is_not_publicly_accessible], securityhub: [CloudTrail.6]}
references: ["https://docs.aws.amazon.com/securityhub/latest/userguide/cloudtrail-controls.html#cloudtrail-6"]
notes: A bucket in an account that is not scanned stays unknown.
---*/
select t.arn as resource,
       s.is_public and not (p.restrict_public_buckets or a.restrict_public_buckets) as by_policy,
       (l.public_read or l.public_write) and not (p.ignore_public_acls or a.ignore_public_acls) as by_list,
       not (by_policy or by_list) as passed,
       'bucket ' || t.s3_bucket_name || case
           when b.arn is null then ' was not read'
           when by_policy then ' has a public policy'
           when by_list then ' has a public access control list'
           when passed then ' is not public'
           else ' was not read in full' end as reason,
       [b.arn, a.arn, 'arn:aws:s3:::' || t.s3_bucket_name] as uses
from cloudtrail_trail t
left join s3_bucket b on b.name = t.s3_bucket_name
left join s3_bucket_policy_status s on s.arn = b.arn
left join s3_bucket_acl l on l.arn = b.arn
left join s3_bucket_public_access_block p on p.arn = b.arn
left join s3_account_public_access_block a on a.account = b.account

/*---
attack: >
  Anyone on the internet reads from the trail's files which roles and models you have and what they may do. If the bucket
  can be written too, they delete the files about themselves.
console: >
  S3 > the trail's bucket > Permissions > Block public access, Edit, tick "Block all public access"; then remove "*" from
  the bucket policy and public grants from the access control list.
cli: |
  aws s3api put-public-access-block --bucket TRAIL_BUCKET --public-access-block-configuration \
    BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
cloudformation: |
  Type: AWS::S3::Bucket
  Properties:
    PublicAccessBlockConfiguration:
      BlockPublicAcls: true
      IgnorePublicAcls: true
      BlockPublicPolicy: true
      RestrictPublicBuckets: true
terraform: |
  resource "aws_s3_bucket_public_access_block" "trail" {
    bucket                  = aws_s3_bucket.trail.id
    block_public_acls       = true
    ignore_public_acls      = true
    block_public_policy     = true
    restrict_public_buckets = true
  }
---*/
