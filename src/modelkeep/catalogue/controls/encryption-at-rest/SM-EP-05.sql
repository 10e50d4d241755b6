/*---
id: SM-EP-05
title: Answers of asynchronous endpoints are encrypted with a key of yours
severity: high
subject: sagemaker_endpoint_config
why: >
  Asynchronous endpoints leave every answer in a bucket. Under a key of yours a reader of the bucket needs the key
  as well.
fix: >
  Set AsyncInferenceConfig.OutputConfig.KmsKeyId in a new endpoint configuration, or encrypt the bucket by default
  with a customer managed key.
maps:
  gdpr: ["Art.32(1)(a)"]
  hipaa: ["164.312(a)(2)(iv)"]
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-create-endpoint.html
---*/
with written as (
    select arn, unnest(async_s3_uris) as uri, async_kms_key_id as kms_key_id from sagemaker_endpoint_config where is_async
)
select w.arn as resource,
       case when w.kms_key_id <> '' then w.kms_key_id not like '%alias/aws/%'
            else e.algorithm like 'aws:kms%' and e.kms_key_id <> '' and e.kms_key_id not like '%alias/aws/%' end as passed,
       case when w.kms_key_id <> '' then w.uri || ' is written under ' || w.kms_key_id
            when e.arn is null then 'no key is given, and the encryption of the bucket of ' || w.uri || ' was not read'
            when e.kms_key_id = '' then 'no key is given, and the bucket of ' || w.uri || ' encrypts with a key of AWS (' || e.algorithm || ')'
            else 'the bucket of ' || w.uri || ' encrypts under ' || e.kms_key_id end as reason,
       [e.arn] as uses
from written w left join s3_bucket_encryption e on e.arn = bucket_arn_of(w.uri)

/*---
attack: >
  Every answer of the endpoint stays in a bucket as a file. A role with s3:GetObject on everything is enough to read them
  all, because S3 decrypts for every reader.
console: >
  SageMaker AI > Endpoint configurations > Create, Async invocation config, encryption key, choose a customer managed key;
  then update the endpoint. Or S3 > the bucket > Properties > Default encryption, "SSE-KMS" with that key.
cli: |
  aws sagemaker create-endpoint-config --endpoint-config-name NEW_CONFIG --production-variants \
    VariantName=AllTraffic,ModelName=MODEL,InstanceType=ml.m5.large,InitialInstanceCount=2 \
    --async-inference-config 'OutputConfig={S3OutputPath=s3://BUCKET/answers,KmsKeyId=KEY_ARN}'
  aws sagemaker update-endpoint --endpoint-name ENDPOINT --endpoint-config-name NEW_CONFIG
cloudformation: |
  Type: AWS::SageMaker::EndpointConfig
  Properties:
    AsyncInferenceConfig:
      OutputConfig:
        S3OutputPath: !Sub s3://${Bucket}/answers
        KmsKeyId: !GetAtt Key.Arn
terraform: |
  resource "aws_sagemaker_endpoint_configuration" "this" {
    async_inference_config {
      output_config {
        s3_output_path = "s3://${aws_s3_bucket.answers.id}/answers"
        kms_key_id     = aws_kms_key.this.arn
      }
    }
  }
---*/
