/*---
id: SM-EP-17
title: Captured requests to models made of personal data are deleted when their time is over
severity: medium
subject: sagemaker_endpoint_config
why: >
  Whoever asks a model sends it what it was trained on: names, cards, complaints. What the endpoint captures of it is the same data again, and
  may be kept no longer.
fix: >
  Add a lifecycle rule to the bucket that gets the captured requests, which expires them after the time that you decided on.
maps: {gdpr: ["Art.5(1)(e)"], soc2: ["C1.2"]}
references: ["https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-data-capture.html"]
notes: >
  Judged are configurations that capture, of endpoints in the lineage of models whose data are of a class that is owed `retention` by
  catalogue/classes.toml, or by the file of --classes, whatever was found in the captured requests themselves (S3-15). Needs the
  analysis of what data models are made of: `modelkeep scan --classify`.
---*/
with made as (
    select c.arn, c.data_capture_enabled as captures, c.data_capture_s3_uri as uri, bucket_arn_of(c.data_capture_s3_uri) as bucket, d.data_class,
           d.reasons, owes_protection(d.owes, d.complete, 'retention') as owed
    from sagemaker_endpoint_config c
    join model_resource m on m.arn = c.arn
    left join data_class d on d.arn = m.model and d.type = 'model'
    where c.data_capture_enabled is distinct from false
),
rules as (
    select m.arn, bool_or(starts_with(object_arn_of(m.uri) || '/', m.bucket || '/' || r.prefix) and not r.narrowed) as whole,
           bool_or(starts_with(object_arn_of(m.uri) || '/', m.bucket || '/' || r.prefix)
                   or starts_with(m.bucket || '/' || r.prefix, object_arn_of(m.uri) || '/')) as some
    from made m join s3_bucket_lifecycle_rule r on r.arn = m.bucket
    where r.expiration_days > 0 or r.expiration_date <> '' group by m.arn
)
select m.arn as resource,
       case when m.owed and m.captures then case when l.expires is false then false when r.whole then true when not r.some then false end end as passed,
       case when passed then 'a lifecycle rule deletes ' || m.uri || ' after a time'
            when not passed then m.uri || ' is kept for ever, and the model is made of ' || told_class(m.data_class, m.reasons)
            when m.captures is null then 'whether it captures was not read'
            when m.owed and r.some then 'lifecycle rules delete a part of ' || m.uri || ' only; whether that is enough is not known'
            when m.owed then 'the lifecycle rules of the bucket of ' || m.uri || ' were not read'
            else 'not all that its model is made of was looked into' end as reason,
       list_filter([m.bucket], lambda x: x is not null) as uses
from made m left join s3_bucket_lifecycle l on l.arn = m.bucket left join rules r on r.arn = m.arn
where m.owed is distinct from false

/*---
attack: >
  An intruder with read access to the bucket finds two years of requests beside the training set: the same customers, with newer
  addresses.
console: >
  S3 > the bucket that gets the captured requests > Management > Create lifecycle rule, "Expire current versions of objects".
cli: |
  aws s3api put-bucket-lifecycle-configuration --bucket BUCKET --lifecycle-configuration \
    '{"Rules": [{"ID": "expire", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 90}}]}'
cloudformation: |
  Type: AWS::S3::Bucket
  Properties:
    LifecycleConfiguration:
      Rules:
        - Status: Enabled
          ExpirationInDays: 90
terraform: |
  resource "aws_s3_bucket_lifecycle_configuration" "capture" {
    bucket = aws_s3_bucket.capture.id

    rule {
      id     = "expire"
      status = "Enabled"
      filter {}
      expiration {
        days = 90
      }
    }
  }
---*/
