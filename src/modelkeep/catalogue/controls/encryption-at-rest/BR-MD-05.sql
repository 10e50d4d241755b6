/*---
id: BR-MD-05
title: Answers of batches are encrypted with a key of your own
severity: medium
subject: bedrock_model_invocation_job
why: A batch's answers repeat what the prompts were about. With a key of your own, whoever gets at the bucket still lacks the key.
fix: Name s3EncryptionKeyId in the batch's output, or make KMS with a customer managed key the default encryption of the bucket.
maps:
  gdpr: ["Art.32(1)(a)"]
  hipaa: ["164.312(a)(2)(iv)"]
  owasp-llm: [LLM02]
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/batch-inference-create.html"]
---*/
select j.arn as resource,
       j.output_kms_key_id <> '' or (e.algorithm like 'aws:kms%' and e.kms_key_id <> '' and not e.kms_key_id like '%alias/aws/%') as passed,
       case when passed then 'encrypted with ' || coalesce(nullif(j.output_kms_key_id, ''), e.kms_key_id)
            else bucket_of(j.output_s3_uri) || ' has no key of your own' end as reason,
       [bucket_arn_of(j.output_s3_uri)] as uses
from bedrock_model_invocation_job j
left join s3_bucket_encryption e on e.arn = bucket_arn_of(j.output_s3_uri)
where j.status is null or j.status not in ('Failed', 'Expired')

/*---
attack: >
  Whoever may read the bucket of the batch reads thousands of answers, and from them what was asked. S3 decrypts them for
  every reader, since no key of yours stands in between.
console: >
  S3 > the output bucket > Properties > Default encryption, Edit, "SSE-KMS", choose a customer managed key. Or Amazon
  Bedrock > Batch inference > Create job, Output data, encryption, choose the key.
cli: |
  aws bedrock create-model-invocation-job --job-name JOB --role-arn ROLE --model-id MODEL \
    --input-data-config 's3InputDataConfig={s3Uri=s3://BUCKET/in.jsonl}' \
    --output-data-config 's3OutputDataConfig={s3Uri=s3://BUCKET/out/,s3EncryptionKeyId=KEY_ARN}'
cloudformation: |
  # Batch jobs have no resource; the bucket that they write to has.
  Type: AWS::S3::Bucket
  Properties:
    BucketEncryption:
      ServerSideEncryptionConfiguration:
        - ServerSideEncryptionByDefault:
            SSEAlgorithm: aws:kms
            KMSMasterKeyID: !GetAtt Key.Arn
terraform: |
  resource "aws_s3_bucket_server_side_encryption_configuration" "batches" {
    bucket = aws_s3_bucket.batches.id

    rule {
      apply_server_side_encryption_by_default {
        sse_algorithm     = "aws:kms"
        kms_master_key_id = aws_kms_key.this.arn
      }
    }
  }
---*/
