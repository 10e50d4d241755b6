/*---
id: S3-06
title: Who reads and writes the buckets that models depend on is on record
severity: medium
subject: s3_bucket
scope: ai
why: >
  Without a record of requests you cannot tell who took a model or training data, nor when a file was replaced.
fix: >
  Record S3 data events for the bucket in a CloudTrail trail (reads and writes), or turn on server access logging
  into a bucket of its own.
maps:
  gdpr: [Art.30, Art.33]
  hipaa: ["164.312(b)", "164.308(a)(1)(ii)(D)"]
  aws-fsbp: ["S3.9"]
  cis-aws-3.0: ["3.8", "3.9"]
  cis-aws-5.0: ["3.8", "3.9"]
  cis-aws-7.0: ["4.8", "4.9"]
peers: {prowler: [s3_bucket_server_access_logging_enabled], securityhub: [S3.9], checkov: [CKV_AWS_18], config: [s3-bucket-logging-enabled]}
complete: [cloudtrail_account_trail, cloudtrail_account_trail_status, cloudtrail_trail_event_selector]
references: ["https://docs.aws.amazon.com/AmazonS3/latest/userguide/logging-with-S3.html"]
notes: >
  A bucket that receives the access logs of others is left out: logging its own requests into it would feed on itself.
  The selectors of an organisation's trail are known only when the account that owns it is scanned too.
---*/
with logged as (
    select b.account, b.region, list(distinct l.target_bucket) as targets, count(l.arn) < count(*) as some_unread
    from s3_bucket b left join s3_bucket_logging l on l.arn = b.arn
    group by b.account, b.region
),
destination as (
    select b.arn, list_contains(g.targets, b.name) or (case when g.some_unread then null else false end) as receives_access_logs
    from s3_bucket b join logged g on g.account = b.account and g.region = b.region
),
by_trail as (
    select b.arn, t.arn as trail,
           case when not st.is_logging then false when count(s.arn) > 0 then any_true(st.is_logging and s.reads) end as reads,
           case when not st.is_logging then false when count(s.arn) > 0 then any_true(st.is_logging and s.writes) end as writes
    from s3_bucket b
    join cloudtrail_account_trail t on t.account = b.account
    left join cloudtrail_account_trail_status st on st.arn = t.arn and st.account = t.account
    left join lateral (
        select e.arn,
               e.event_category = 'Data' and e.resource_type = 'AWS::S3::Object' and len(e.narrowed_by) = 0
               and (e.covers_all or (any_pattern_matches(e.resource_arns, b.arn || '/~any object~')
                                     and not any_pattern_matches(e.excluded_resource_arns, b.arn || '/~any object~'))) as covers,
               covers and e.read_write_type in ('All', 'ReadOnly') as reads,
               covers and e.read_write_type in ('All', 'WriteOnly') as writes
        from cloudtrail_trail_event_selector e where e.arn = t.arn
    ) s on true
    group by b.arn, t.arn, st.is_logging
),
recorded as (
    select arn, any_true(reads) as reads, any_true(writes) as writes, list(trail) as trails from by_trail group by arn
)
select b.arn as resource,
       coalesce(r.arn is not null, false) as has_trail,
       l.target_bucket <> '' or (has_trail and r.reads and r.writes) as logged,
       case when logged then true when not d.receives_access_logs then logged end as passed,
       case when l.target_bucket <> '' then 'access is logged to ' || l.target_bucket
            when logged then 'a trail records its data events'
            when logged is null then null
            when passed is null then 'whether the bucket receives access logs itself was not read'
            when r.reads then 'only reads are recorded'
            when r.writes then 'only writes are recorded'
            else 'neither server access logging nor data events of a trail' end as reason,
       coalesce(r.trails, []) as uses
from s3_bucket b
left join s3_bucket_logging l on l.arn = b.arn
left join destination d on d.arn = b.arn
left join recorded r on r.arn = b.arn
where d.receives_access_logs is distinct from true

/*---
attack: >
  A model file turns up at a competitor, or was replaced. The bucket keeps no record of requests, so nobody can tell whose
  credentials read or wrote it.
console: >
  S3 > the bucket > Properties > Server access logging, Edit, Enable, choose another bucket as target. Or CloudTrail >
  Trails, open the trail, Data events, Edit, S3, log all events for this bucket.
cli: |
  aws s3api put-bucket-logging --bucket BUCKET --bucket-logging-status \
    '{"LoggingEnabled": {"TargetBucket": "ACCESS_LOG_BUCKET", "TargetPrefix": "BUCKET/"}}'
cloudformation: |
  Type: AWS::S3::Bucket
  Properties:
    LoggingConfiguration:
      DestinationBucketName: !Ref AccessLogBucket
terraform: |
  resource "aws_s3_bucket_logging" "this" {
    bucket        = aws_s3_bucket.this.id
    target_bucket = aws_s3_bucket.access_logs.id
    target_prefix = "models/"
  }
---*/
