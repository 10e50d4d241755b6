/*---
id: SM-JOB-14
title: Checkpoints and debugging output of training jobs are encrypted with a key of your own
severity: medium
subject: sagemaker_training_job
why: >
  Checkpoints are the model itself, half trained; debugging output holds its tensors. Neither is covered by the
  key of the job's output: only the bucket's own default encrypts them.
fix: >
  Set the default encryption of the bucket to SSE-KMS with a customer managed key, or name another bucket in the
  job's CheckpointConfig, DebugHookConfig, ProfilerConfig and TensorBoardOutputConfig.
maps: {gdpr: ["Art.32(1)(a)"], hipaa: ["164.312(a)(2)(iv)"]}
references: ["https://docs.aws.amazon.com/sagemaker/latest/dg/model-checkpoints.html"]
---*/
select w.arn as resource,
       e.algorithm like 'aws:kms%' and is_own_key(e.kms_key_id, k.arn, k.key_manager) as passed,
       case when e.arn is null then 'the encryption of bucket ' || bucket_of(w.uri) || ' was not read'
            when e.algorithm = 'AES256' then 'bucket ' || bucket_of(w.uri) || ' encrypts with a key of S3'
            when passed then 'bucket ' || bucket_of(w.uri) || ' encrypts with ' || e.kms_key_id
            when not passed then 'bucket ' || bucket_of(w.uri) || ' encrypts with a key that AWS manages' end as reason,
       list_filter([bucket_arn_of(w.uri), k.arn], lambda used: used is not null) as uses
from (select arn, unnest(list_distinct(list_filter(
          [checkpoint_s3_uri, debug_s3_uri, profiler_s3_uri, tensor_board_s3_uri], lambda uri: uri <> ''))) as uri
      from sagemaker_training_job) w
left join s3_bucket_encryption e on e.arn = bucket_arn_of(w.uri)
left join kms_key k on k.arn = kms_key_arn(e.kms_key_id, e.account, e.region)

/*---
attack: >
  You encrypted the finished model with a key of your own, and a half-trained copy of it lies beside it as a checkpoint
  that every reader of the bucket may take.
console: >
  S3 > the bucket of the checkpoints > Properties > Default encryption, Edit, "SSE-KMS", choose a customer managed key.
cli: |
  aws s3api put-bucket-encryption --bucket BUCKET --server-side-encryption-configuration \
    '{"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "KEY_ARN"}, "BucketKeyEnabled": true}]}'
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
  resource "aws_s3_bucket_server_side_encryption_configuration" "checkpoints" {
    bucket = aws_s3_bucket.checkpoints.id

    rule {
      bucket_key_enabled = true
      apply_server_side_encryption_by_default {
        sse_algorithm     = "aws:kms"
        kms_master_key_id = aws_kms_key.this.arn
      }
    }
  }
---*/
