/*---
id: CT-04-LOG
title: Who reads the bucket of a trail is on record
severity: medium
subject: cloudtrail_trail
why: Reading or deleting the trail's files is itself something that the trail's owner must be able to see.
fix: Turn on server access logging of the bucket, into another bucket.
maps: {hipaa: ["164.312(b)"], cis-aws-3.0: ["3.4"], cis-aws-5.0: ["3.4"], cis-aws-7.0: ["4.4"]}
peers: {prowler: [cloudtrail_logs_s3_bucket_access_logging_enabled], securityhub: [CloudTrail.7]}
references: ["https://docs.aws.amazon.com/securityhub/latest/userguide/cloudtrail-controls.html#cloudtrail-7"]
notes: A bucket in an account that is not scanned stays unknown.
---*/
select t.arn as resource, l.target_bucket <> '' as passed,
       'bucket ' || t.s3_bucket_name || case when b.arn is null or l.arn is null then ' was not read'
           when l.target_bucket = '' then ' logs no access' else ' logs access to ' || l.target_bucket end as reason,
       ['arn:aws:s3:::' || t.s3_bucket_name, b.arn] as uses
from cloudtrail_trail t
left join s3_bucket b on b.name = t.s3_bucket_name
left join s3_bucket_logging l on l.arn = b.arn

/*---
attack: >
  An insider reads the trail's files to see whether they were noticed, or deletes some. The bucket keeps no record of who
  asked for its objects.
console: >
  S3 > the trail's bucket > Properties > Server access logging, Edit, Enable, choose another bucket as target.
cli: |
  aws s3api put-bucket-logging --bucket TRAIL_BUCKET --bucket-logging-status \
    '{"LoggingEnabled": {"TargetBucket": "ACCESS_LOG_BUCKET", "TargetPrefix": "trail/"}}'
cloudformation: |
  Type: AWS::S3::Bucket
  Properties:
    LoggingConfiguration:
      DestinationBucketName: !Ref AccessLogBucket
      LogFilePrefix: trail/
terraform: |
  resource "aws_s3_bucket_logging" "trail" {
    bucket        = aws_s3_bucket.trail.id
    target_bucket = aws_s3_bucket.access_logs.id
    target_prefix = "trail/"
  }
---*/
