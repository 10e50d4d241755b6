/*---
id: S3-04
title: Buckets that models depend on are encrypted with a key of your own
severity: medium
subject: s3_bucket
scope: ai
why: >
  With S3's own key, whoever may read the bucket may read the data. A customer managed key is a second lock: its policy
  decides who can decrypt, every use is on record, and disabling it cuts everybody off at once.
fix: >
  Set the bucket's default encryption to SSE-KMS with a customer managed key and turn on the bucket key;
  copy the objects that are there onto themselves to encrypt them anew.
maps:
  gdpr: ["Art.32(1)(a)", "Art.34(3)(a)"]
  hipaa: ["164.312(a)(2)(iv)"]
  soc2: ["CC6.1"]
  mitre-atlas: [AML.T0035, AML.M0012]
peers: {prowler: [s3_bucket_default_encryption, s3_bucket_kms_encryption], securityhub: [S3.17], checkov: [CKV_AWS_145], config: [s3-default-encryption-kms]}
references: ["https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html"]
notes: >
  Buckets that receive server access logs are left out: AWS documents SSE-S3 as the only default encryption for them.
  An AWS managed key cannot be used from another account, so a key of another account is a customer managed one.
---*/
with logged as (
    select b.account, b.region, list(distinct l.target_bucket) as targets, count(l.target_bucket) < count(*) as some_unread
    from s3_bucket b left join s3_bucket_logging l on l.arn = b.arn
    group by b.account, b.region
),
destination as (
    select b.arn, list_contains(g.targets, b.name) or (case when g.some_unread then null else false end) as receives_access_logs
    from s3_bucket b join logged g on g.account = b.account and g.region = b.region
),
encrypted as (
    select arn, algorithm, kms_key_id, kms_key_arn(kms_key_id, account, region) as given_arn, account
    from s3_bucket_encryption
)
select b.arn as resource,
       case when e.algorithm = 'AES256' then false
            when e.kms_key_id = '' or e.given_arn like '%:alias/aws/%' then false
            when account_of(e.given_arn) <> e.account then true
            else k.key_manager = 'CUSTOMER' end as kept,
       case when kept then true when not d.receives_access_logs then kept end as passed,
       case when kept then 'encrypted with the customer managed key ' || coalesce(k.arn, e.given_arn)
            when kept is null then null
            when passed is null then 'whether the bucket receives access logs, which only S3''s own key can encrypt, was not read'
            when e.algorithm = 'AES256' then 'encrypted with S3''s own key (AES256)'
            else 'encrypted with the AWS managed key' end as reason,
       list_filter([e.given_arn, k.arn], lambda x: x is not null) as uses
from s3_bucket b
left join destination d on d.arn = b.arn
left join encrypted e on e.arn = b.arn
left join kms_alias a on a.arn = e.given_arn
left join kms_key k on k.arn = coalesce(a.target_key_arn, e.given_arn)
where d.receives_access_logs is distinct from true

/*---
attack: >
  One bucket policy or role that is too wide is enough to read models and training data, since S3 decrypts them for
  whoever may read. A key of your own asks for a second permission and can be taken away at once.
console: >
  S3 > the bucket > Properties > Default encryption, Edit, "SSE-KMS", choose a customer managed key, bucket key "Enable".
cli: |
  aws s3api put-bucket-encryption --bucket BUCKET --server-side-encryption-configuration \
    '{"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "KEY_ARN"}, "BucketKeyEnabled": true}]}'
  # objects that are there keep their encryption until they are copied onto themselves
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
