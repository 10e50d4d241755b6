/*---
id: SM-MON-04
title: Monitoring jobs for model quality encrypt the traffic between their containers
severity: medium
subject: sagemaker_model_quality_job_definition
why: >
  A model quality monitor reads what people asked your model and what it answered. Unencrypted between its
  containers, whoever can listen in that network reads it too.
fix: >
  Create the definition again with NetworkConfig.EnableInterContainerTrafficEncryption=true and let the schedule
  use it.
maps:
  gdpr: ["Art.32(1)(a)"]
  hipaa: ["164.312(e)(1)", "164.312(e)(2)(ii)"]
  aws-fsbp: [SageMaker.13]
  aws-ai-security: [SageMaker.13]
peers: {securityhub: [SageMaker.13], config: [sagemaker-model-quality-job-encrypt-in-transit]}
references: ["https://docs.aws.amazon.com/securityhub/latest/userguide/sagemaker-controls.html#sagemaker-13"]
---*/
select arn as resource,
       enable_inter_container_traffic_encryption as passed,
       'inter-container traffic encryption is ' || if(enable_inter_container_traffic_encryption, 'on', 'off') as reason
from sagemaker_model_quality_job_definition

/*---
attack: >
  Somebody who can listen on the network between the instances of the job reads predictions together with what really
  happened.
console: >
  Not in the SageMaker console: definitions of monitoring jobs are created with the SDK or the CLI. Create a new
  definition, and let the schedule use it.
cli: |
  aws sagemaker create-model-quality-job-definition --cli-input-json file://definition.json \
    --network-config EnableInterContainerTrafficEncryption=true
  aws sagemaker update-monitoring-schedule --monitoring-schedule-name SCHEDULE --monitoring-schedule-config \
    MonitoringJobDefinitionName=NEW_DEFINITION,MonitoringType=ModelQuality
cloudformation: |
  Type: AWS::SageMaker::ModelQualityJobDefinition
  Properties:
    NetworkConfig:
      EnableInterContainerTrafficEncryption: true
terraform: |
  resource "awscc_sagemaker_model_quality_job_definition" "this" {
    network_config = {
      enable_inter_container_traffic_encryption = true
    }
  }
---*/
