/*---
id: SM-EP-03
title: Endpoints capture requests and answers
severity: medium
subject: sagemaker_endpoint_config
why: >
  Without captured traffic nobody can tell what an attacker asked, what the model gave away, or when it began to
  drift.
fix: >
  Create an endpoint configuration with DataCaptureConfig, in a bucket that only auditors read, and update the
  endpoint to it. Captured data is personal data if the requests are.
maps:
  gdpr: [Art.33]
  hipaa: ["164.312(b)", "164.308(a)(1)(ii)(D)"]
  nist-ai-rmf: ["MEASURE 2.4"]
  iso-42001: [A.6.2.8]
  soc2: ["CC7.2"]
  eu-ai-act: ["Art.12(1)"]
  mitre-atlas: [AML.M0024]
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-data-capture.html
notes: >
  Serverless endpoints cannot capture data.
---*/
with kinds as (select arn, bool_or(is_serverless) as any_serverless from sagemaker_endpoint_config_production_variant group by arn)
select c.arn as resource,
       c.data_capture_enabled and c.data_capture_percentage > 0 as passed,
       case when not c.data_capture_enabled then 'data capture is off'
            else c.data_capture_percentage || '% of requests are captured in ' || c.data_capture_s3_uri end as reason
from sagemaker_endpoint_config c left join kinds k on k.arn = c.arn
where k.any_serverless is null or not k.any_serverless

/*---
attack: >
  Somebody probes the model with odd inputs until it gives away training data or lets a fraud pass. Nothing that was asked
  or answered is kept, so it is never noticed nor understood.
console: >
  SageMaker AI > Endpoint configurations > Create, Data capture, Enable data capture, prediction request and response, a
  bucket that only auditors read; then update the endpoint.
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
      CaptureOptions:
        - CaptureMode: Input
        - CaptureMode: Output
terraform: |
  resource "aws_sagemaker_endpoint_configuration" "this" {
    data_capture_config {
      enable_capture              = true
      initial_sampling_percentage = 100
      destination_s3_uri          = "s3://${aws_s3_bucket.captured.id}/captured"

      capture_options {
        capture_mode = "Input"
      }
      capture_options {
        capture_mode = "Output"
      }
    }
  }
---*/
