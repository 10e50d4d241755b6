/*---
id: SM-MODEL-18
title: Files of models made of data that are owed a key of your own lie under one
severity: high
subject: sagemaker_model
why: >
  Weights keep of the training data what the model can be made to say. Whoever can copy the file has all the time there is to get it out
  again: what protects the data has to protect the file.
fix: >
  Set the default encryption of the bucket to SSE-KMS with a customer managed key, and copy the files onto themselves to encrypt them anew.
maps: {gdpr: ["Art.32(1)(a)"], hipaa: ["164.312(a)(2)(iv)"], soc2: ["CC6.1"], mitre-atlas: [AML.T0035, AML.M0012]}
references: ["https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html"]
notes: >
  Judged are models whose data are of a class that is owed `customer-key` by catalogue/classes.toml, or by the file of --classes. S3-04 asks
  the same of all buckets of models, as medium: what is mended here is mended there. Needs the analysis of what data models are made
  of: `modelkeep scan --classify`.
---*/
with file as (
    select arn, model_data_url as url from sagemaker_model_container
    union select arn, unnest(additional_model_data_urls) from sagemaker_model_container
    union
    select c.arn, p.model_data_url
    from sagemaker_model_container c left join sagemaker_model_package_container p on p.arn = c.model_package_name
    where c.model_package_name <> ''
),
made as (
    select m.arn, f.url, e.algorithm, e.kms_key_id, e.arn as bucket, k.arn as known, d.data_class, d.reasons,
           owes_protection(d.owes, d.complete, 'customer-key') as owed,
           case when e.algorithm = 'AES256' then false else is_own_key(e.kms_key_id, k.arn, k.key_manager) end as own
    from sagemaker_model m
    join file f on f.arn = m.arn and f.url is distinct from ''
    left join data_class d on d.arn = m.arn and d.type = 'model'
    left join s3_bucket_encryption e on e.arn = bucket_arn_of(f.url)
    left join kms_key k on k.arn = kms_key_arn(e.kms_key_id, e.account, e.region)
)
select arn as resource,
       case when owed then own end as passed,
       case when passed then url || ' lies under ' || kms_key_id || ', as the ' || data_class || ' data of the model are owed'
            when not passed then url || ' has no key of your own, and the model is made of ' || told_class(data_class, reasons)
            when owed then 'the model is made of ' || told_class(data_class, reasons) || '; how the bucket of its files is encrypted was not read'
            else 'not all that it is made of was looked into' end as reason,
       list_filter([bucket, known], lambda x: x is not null) as uses
from made where owed is distinct from false

/*---
attack: >
  An analyst copies the model to look at it at home. Asked long enough, it completes card numbers of the training set; the bucket with the
  training set itself was locked well.
console: >
  S3 > the bucket of the model's files > Properties > Default encryption, Edit, "SSE-KMS", choose a customer managed key.
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
  resource "aws_s3_bucket_server_side_encryption_configuration" "models" {
    bucket = aws_s3_bucket.models.id

    rule {
      bucket_key_enabled = true
      apply_server_side_encryption_by_default {
        sse_algorithm     = "aws:kms"
        kms_master_key_id = aws_kms_key.this.arn
      }
    }
  }
---*/
