/*---
id: S3-15
title: Buckets with data that may be kept for a time only delete them when it is over
severity: medium
subject: s3_bucket
scope: ai
why: >
  Personal data may be kept as long as they are needed, and no longer. What models are made of here names people or worse; what is no longer
  there cannot leak, and cannot be trained on again.
fix: >
  Decide how long the data are needed, and add a lifecycle rule that expires objects after that time; with versioning on, expire noncurrent
  versions too.
maps: {gdpr: ["Art.5(1)(e)"], soc2: ["C1.2"]}
references: ["https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lifecycle-mgmt.html"]
notes: >
  Judged are buckets whose data are of a class that is owed `retention` by catalogue/classes.toml, or by the file of --classes, documents of
  knowledge bases among them. S3-10 asks the same of all training data and logs, as low: what is mended here is mended there. Where rules are for
  parts of the bucket only, whether those are enough is UNKNOWN. Needs the analysis of what data models are made of: `modelkeep scan --classify`.
---*/
with held as (
    select b.arn, d.data_class, d.reasons, owes_protection(d.owes, d.complete, 'retention') as owed
    from s3_bucket b left join data_class d on d.arn = b.arn and d.type = 'bucket'
    where d.arn is not null or b.arn in (select dst from relation where kind in ('trained_from', 'retrieves_from'))
),
rules as (
    select arn, bool_or(prefix = '' and not narrowed) as whole, told_names(list(prefix)) as prefixes
    from s3_bucket_lifecycle_rule where expiration_days > 0 or expiration_date <> '' group by arn
)
select h.arn as resource,
       case when h.owed then case when l.expires is false then false when r.whole then true end end as passed,
       case when passed then h.data_class || ' data, and a lifecycle rule deletes all objects after a time'
            when not passed then told_class(h.data_class, h.reasons) || ', and no lifecycle rule deletes current objects'
            when h.owed and r.arn is not null then told_class(h.data_class, h.reasons) || '; whether it is enough that lifecycle rules delete '
                                                   || 'a part of the bucket (' || r.prefixes || ') is not known'
            when h.owed then told_class(h.data_class, h.reasons) || '; the lifecycle rules were not read'
            else 'not all that it holds was looked into' end as reason,
       [h.arn] as uses
from held h left join s3_bucket_lifecycle l on l.arn = h.arn left join rules r on r.arn = h.arn
where h.owed is distinct from false

/*---
attack: >
  A customer asks to be forgotten, and is, in the shop. Five years of exports with the name still lie in the bucket that the next model is
  trained from.
console: >
  S3 > the bucket > Management > Create lifecycle rule, "Expire current versions of objects" after the period that you decided on.
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
