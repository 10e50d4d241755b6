/*---
id: SM-EP-04
title: Captured requests and answers are encrypted with a key of yours
severity: high
subject: sagemaker_endpoint_config
why: >
  Captured traffic is what customers asked and what the model told them. Under a key of yours a reader of the
  bucket needs the key as well.
fix: >
  Set DataCaptureConfig.KmsKeyId in a new endpoint configuration, or encrypt the bucket by default with a customer
  managed key.
maps: {gdpr: ["Art.32(1)(a)", "Art.34(3)(a)"], hipaa: ["164.312(a)(2)(iv)"], soc2: ["CC6.1"]}
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-data-capture.html
---*/
with written as (
    select arn, data_capture_s3_uri as uri, data_capture_kms_key_id as kms_key_id from sagemaker_endpoint_config where data_capture_enabled
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
  The capture bucket holds what customers asked and what the model told them. A role with s3:GetObject on everything is
  enough to read it, because S3 decrypts for every reader.
console: >
  SageMaker AI > Endpoint configurations > Create, Data capture, encryption key, choose a customer managed key; then update
  the endpoint. Or S3 > the bucket > Properties > Default encryption, "SSE-KMS" with that key.
cli: |
  aws sagemaker create-endpoint-config --endpoint-config-name NEW_CONFIG --production-variants \
    VariantName=AllTraffic,ModelName=MODEL,InstanceType=ml.m5.large,InitialInstanceCount=2 \
    --data-capture-config 'EnableCapture=true,InitialSamplingPercentage=100,DestinationS3Uri=s3://BUCKET/captured,KmsKeyId=KEY_ARN,CaptureOptions=[{CaptureMode=Input},{CaptureMode=Output}]'
  aws sagemaker update-endpoint --endpoint-name ENDPOINT --endpoint-config-name NEW_CONFIG
cloudformation: |
  Type: AWS::SageMaker::EndpointConfig
  Properties:
    DataCaptureConfig:
      EnableCapture: true
      InitialSamplingPercentage: 100
      DestinationS3Uri: !Sub s3://${Bucket}/captured
      KmsKeyId: !GetAtt Key.Arn
      CaptureOptions:
        - CaptureMode: Input
        - CaptureMode: Output
terraform: |
  resource "aws_sagemaker_endpoint_configuration" "this" {
    data_capture_config {
      enable_capture              = true
      initial_sampling_percentage = 100
      destination_s3_uri          = "s3://${aws_s3_bucket.captured.id}/captured"
      kms_key_id                  = aws_kms_key.this.arn

      capture_options {
        capture_mode = "Input"
      }
      capture_options {
        capture_mode = "Output"
      }
    }
  }
---*/
