/*---
id: SM-MON-03
title: Monitoring jobs for data quality encrypt the traffic between their containers
severity: medium
subject: sagemaker_data_quality_job_definition
why: >
  A data quality monitor reads what people asked your model and what it answered. Unencrypted between its
  containers, whoever can listen in that network reads it too.
fix: >
  Create the definition again with NetworkConfig.EnableInterContainerTrafficEncryption=true and let the schedule
  use it.
maps:
  gdpr: ["Art.32(1)(a)"]
  hipaa: ["164.312(e)(1)", "164.312(e)(2)(ii)"]
  aws-fsbp: [SageMaker.9]
  aws-ai-security: [SageMaker.9]
peers: {securityhub: [SageMaker.9], checkov: [CKV_AWS_369], config: [sagemaker-data-quality-job-encrypt-in-transit]}
references: ["https://docs.aws.amazon.com/securityhub/latest/userguide/sagemaker-controls.html#sagemaker-9"]
---*/
select arn as resource,
       enable_inter_container_traffic_encryption as passed,
       'inter-container traffic encryption is ' || if(enable_inter_container_traffic_encryption, 'on', 'off') as reason
from sagemaker_data_quality_job_definition

/*---
attack: >
  Somebody who can listen on the network between the instances of the job, such as an insider or the holder of a
  hacked host, reads the captured requests that they exchange.
console: >
  Not in the SageMaker console: definitions of monitoring jobs are created with the SDK or the CLI. Create a new
  definition, and let the schedule use it.
cli: |
  aws sagemaker create-data-quality-job-definition --cli-input-json file://definition.json \
    --network-config EnableInterContainerTrafficEncryption=true
  aws sagemaker update-monitoring-schedule --monitoring-schedule-name SCHEDULE --monitoring-schedule-config \
    MonitoringJobDefinitionName=NEW_DEFINITION,MonitoringType=DataQuality
cloudformation: |
  Type: AWS::SageMaker::DataQualityJobDefinition
  Properties:
    NetworkConfig:
      EnableInterContainerTrafficEncryption: true
terraform: |
  resource "aws_sagemaker_data_quality_job_definition" "this" {
    network_config {
      enable_inter_container_traffic_encryption = true
    }
  }
---*/
