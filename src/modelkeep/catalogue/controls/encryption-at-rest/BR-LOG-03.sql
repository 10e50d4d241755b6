/*---
id: BR-LOG-03
title: Logged prompts and answers are encrypted with a key of your own
severity: high
subject: bedrock_model_invocation_logging_configuration
why: >
  Prompts hold what people confide to an assistant. Under a key of your own, whoever gets at the log store still needs
  your key, and each use of it is recorded.
fix: Associate a KMS key with the log group, and make KMS with a customer managed key the default encryption of the bucket.
maps:
  gdpr: ["Art.32(1)(a)", "Art.34(3)(a)"]
  hipaa: ["164.312(a)(2)(iv)"]
  soc2: ["CC6.1"]
  mitre-atlas: [AML.T0057]
  owasp-llm: [LLM02]
peers: {prowler: [bedrock_model_invocation_logs_encryption_enabled]}
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html"]
---*/
with destination as (
    select arn, log_group_arn as holder from bedrock_model_invocation_logging_configuration where log_group_arn <> ''
    union
    select arn, 'arn:aws:s3:::' || unnest([s3_bucket_name, large_data_bucket_name])
    from bedrock_model_invocation_logging_configuration
)
select d.arn as resource,
       case when d.holder like '%:log-group:%' then g.kms_key_id <> ''
            else e.algorithm like 'aws:kms%' and e.kms_key_id <> '' and not e.kms_key_id like '%alias/aws/%' end as passed,
       d.holder || case when passed then ' is encrypted with ' || coalesce(g.kms_key_id, e.kms_key_id)
                        else ' has no key of your own' end as reason,
       [d.holder] as uses
from destination d
left join logs_log_group g on g.arn = d.holder
left join s3_bucket_encryption e on e.arn = d.holder
where d.holder not in ('', 'arn:aws:s3:::')

/*---
attack: >
  A role with s3:GetObject on everything, or logs:GetLogEvents, leaks. It reads all prompts; with a key of your own it
  would need kms:Decrypt as well, and the key's log would show who used it.
console: >
  S3 > the bucket > Properties > Default encryption, Edit, SSE-KMS with a customer managed key. For a log
  group that is there, use the CLI.
cli: |
  aws logs associate-kms-key --log-group-name LOG_GROUP --kms-key-id KEY_ARN
  aws s3api put-bucket-encryption --bucket BUCKET --server-side-encryption-configuration \
    '{"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "KEY_ARN"}, "BucketKeyEnabled": true}]}'
cloudformation: |
  PromptLog:
    Type: AWS::Logs::LogGroup
    Properties:
      KmsKeyId: !GetAtt Key.Arn
  PromptBucket:
    Type: AWS::S3::Bucket
    Properties:
      BucketEncryption:
        ServerSideEncryptionConfiguration:
          - ServerSideEncryptionByDefault:
              SSEAlgorithm: aws:kms
              KMSMasterKeyID: !GetAtt Key.Arn
            BucketKeyEnabled: true
terraform: |
  resource "aws_cloudwatch_log_group" "prompts" {
    kms_key_id = aws_kms_key.this.arn
  }

  resource "aws_s3_bucket_server_side_encryption_configuration" "prompts" {
    bucket = aws_s3_bucket.prompts.id

    rule {
      bucket_key_enabled = true
      apply_server_side_encryption_by_default {
        sse_algorithm     = "aws:kms"
        kms_master_key_id = aws_kms_key.this.arn
      }
    }
  }
---*/
