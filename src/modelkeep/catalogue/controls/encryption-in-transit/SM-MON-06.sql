/*---
id: SM-MON-06
title: Monitoring jobs for explainability encrypt the traffic between their containers
severity: medium
subject: sagemaker_model_explainability_job_definition
why: >
  A explainability monitor reads what people asked your model and what it answered. Unencrypted between its
  containers, whoever can listen in that network reads it too.
fix: >
  Create the definition again with NetworkConfig.EnableInterContainerTrafficEncryption=true and let the schedule
  use it.
maps:
  gdpr: ["Art.32(1)(a)"]
  hipaa: ["164.312(e)(1)", "164.312(e)(2)(ii)"]
  aws-fsbp: [SageMaker.10]
  aws-ai-security: [SageMaker.10]
peers: {securityhub: [SageMaker.10], config: [sagemaker-model-explainability-job-encrypt-in-transit]}
references: ["https://docs.aws.amazon.com/securityhub/latest/userguide/sagemaker-controls.html#sagemaker-10"]
---*/
select arn as resource,
       enable_inter_container_traffic_encryption as passed,
       'inter-container traffic encryption is ' || if(enable_inter_container_traffic_encryption, 'on', 'off') as reason
from sagemaker_model_explainability_job_definition

/*---
attack: >
  Somebody who can listen on the network between the instances of the job reads the inputs, and learns from the
  explanations how to steer the model.
console: >
  Not in the SageMaker console: definitions of monitoring jobs are created with the SDK or the CLI. Create a new
  definition, and let the schedule use it.
cli: |
  aws sagemaker create-model-explainability-job-definition --cli-input-json file://definition.json \
    --network-config EnableInterContainerTrafficEncryption=true
  aws sagemaker update-monitoring-schedule --monitoring-schedule-name SCHEDULE --monitoring-schedule-config \
    MonitoringJobDefinitionName=NEW_DEFINITION,MonitoringType=ModelExplainability
cloudformation: |
  Type: AWS::SageMaker::ModelExplainabilityJobDefinition
  Properties:
    NetworkConfig:
      EnableInterContainerTrafficEncryption: true
terraform: |
  resource "awscc_sagemaker_model_explainability_job_definition" "this" {
    network_config = {
      enable_inter_container_traffic_encryption = true
    }
  }
---*/
