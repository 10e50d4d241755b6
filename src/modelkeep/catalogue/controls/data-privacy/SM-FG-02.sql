/*---
id: SM-FG-02
title: Offline feature stores are cleared of old records
severity: low
subject: sagemaker_feature_group
why: >
  Feature Store only ever appends to its offline store: what was deleted online stays there. Without a lifecycle
  rule, personal data is kept for ever.
fix: >
  Add a lifecycle rule to the bucket that expires objects under the feature group's prefix after the time for
  which you may keep them.
maps: {gdpr: ["Art.5(1)(e)", Art.25], soc2: ["C1.2", "P4.2"]}
references: ["https://docs.aws.amazon.com/sagemaker/latest/dg/feature-store-delete-records-offline-store.html"]
---*/
select f.arn as resource,
       l.expires as passed,
       coalesce('bucket ' || bucket_of(f.offline_store_s3_uri) || if(l.expires, ' expires', ' never expires') || ' objects',
                'the lifecycle of bucket ' || bucket_of(f.offline_store_s3_uri) || ' was not read') as reason,
       [bucket_arn_of(f.offline_store_s3_uri)] as uses
from sagemaker_feature_group f
left join s3_bucket_lifecycle l on l.arn = bucket_arn_of(f.offline_store_s3_uri)
where coalesce(f.offline_store_s3_uri <> '', true)

/*---
attack: >
  A customer's record is deleted from the online store on request. Whoever reads the bucket of the offline store, or a
  model trained from it, still finds every version of that record.
console: >
  S3 > the bucket of the offline store > Management > Create lifecycle rule with the feature group's prefix, "Expire
  current versions of objects".
cli: |
  aws s3api put-bucket-lifecycle-configuration --bucket BUCKET --lifecycle-configuration \
    '{"Rules": [{"ID": "expire-features", "Status": "Enabled", "Filter": {"Prefix": "FEATURE_GROUP_PREFIX/"}, "Expiration": {"Days": 365}}]}'
cloudformation: |
  Type: AWS::S3::Bucket
  Properties:
    LifecycleConfiguration:
      Rules:
        - Status: Enabled
          Prefix: features/
          ExpirationInDays: 365
terraform: |
  resource "aws_s3_bucket_lifecycle_configuration" "features" {
    bucket = aws_s3_bucket.features.id

    rule {
      id     = "expire-features"
      status = "Enabled"
      filter {
        prefix = "features/"
      }
      expiration {
        days = 365
      }
    }
  }
---*/
