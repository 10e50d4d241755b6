/*---
id: S3-14
title: Buckets with data that are owed a key of your own are encrypted with one
severity: high
subject: s3_bucket
scope: ai
why: >
  What models are made of here names people or worse. With S3's own key, whoever may read the bucket may read the data; a key of your own is
  a second lock, and every use of it is on record.
fix: >
  Set the bucket's default encryption to SSE-KMS with a customer managed key, and copy the objects that are there onto themselves to
  encrypt them anew.
maps:
  gdpr: ["Art.32(1)(a)", "Art.34(3)(a)"]
  hipaa: ["164.312(a)(2)(iv)"]
  soc2: ["CC6.1"]
references: ["https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html"]
notes: >
  Judged are buckets whose data are of a class that is owed `customer-key` by catalogue/classes.toml, or by the file of --classes. S3-04 asks
  the same of all buckets of models, as medium: what is mended here is mended there. Objects that were there before the setting keep their
  encryption. Needs the analysis of what data models are made of: `modelkeep scan --classify`.
---*/
with held as (
    select b.arn, b.account, b.region, d.data_class, d.reasons, owes_protection(d.owes, d.complete, 'customer-key') as owed
    from s3_bucket b left join data_class d on d.arn = b.arn and d.type = 'bucket'
    where d.arn is not null or b.arn in (select dst from relation where kind in ('trained_from', 'retrieves_from'))
),
keyed as (
    select h.*, e.algorithm, k.arn as known,
           case when e.algorithm = 'AES256' then false else is_own_key(e.kms_key_id, k.arn, k.key_manager) end as own
    from held h
    left join s3_bucket_encryption e on e.arn = h.arn
    left join kms_key k on k.arn = kms_key_arn(e.kms_key_id, h.account, h.region)
)
select arn as resource,
       case when owed then own end as passed,
       case when passed then data_class || ' data, encrypted with a key of your own'
            when not passed and algorithm = 'AES256' then told_class(data_class, reasons) || ', encrypted with S3''s own key'
            when not passed then told_class(data_class, reasons) || ', encrypted with the AWS managed key'
            when owed then told_class(data_class, reasons) || '; how they are encrypted was not read'
            else 'not all that it holds was looked into' end as reason,
       list_filter([arn, known], lambda x: x is not null) as uses
from keyed
where owed is distinct from false

/*---
attack: >
  A role that may read every bucket is taken over. S3 decrypts the customers' data for it without another question; nobody would have had to
  give it the use of a key.
console: >
  S3 > the bucket > Properties > Default encryption, Edit, "SSE-KMS", choose a customer managed key, bucket key "Enable".
cli: |
  aws s3api put-bucket-encryption --bucket BUCKET --server-side-encryption-configuration \
    '{"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "KEY_ARN"}, "BucketKeyEnabled": true}]}'
  aws s3 cp s3://BUCKET/ s3://BUCKET/ --recursive --sse aws:kms --sse-kms-key-id KEY_ARN
cloudformation: |
  Type: AWS::S3::Bucket
  Properties:
    BucketEncryption:
      ServerSideEncryptionConfiguration:
        - ServerSideEncryptionByDefault:
            SSEAlgorithm: aws:kms
            KMSMasterKeyID: !GetAtt Key.Arn
          BucketKeyEnabled: true
terraform: |
  resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
    bucket = aws_s3_bucket.this.id

    rule {
      bucket_key_enabled = true
      apply_server_side_encryption_by_default {
        sse_algorithm     = "aws:kms"
        kms_master_key_id = aws_kms_key.this.arn
      }
    }
  }
---*/
