/*---
id: SM-MON-10
title: Monitoring jobs for bias have no network access
severity: medium
subject: sagemaker_model_bias_job_definition
why: >
  A bias monitor reads what people asked your model and what it answered. With network access, its container can
  send that anywhere.
fix: >
  Create the definition again with NetworkConfig.EnableNetworkIsolation=true and let the schedule use it.
maps:
  gdpr: [Art.25, "Art.32(1)(b)"]
  hipaa: ["164.312(a)(1)", "164.312(e)(1)"]
  aws-fsbp: [SageMaker.12]
  aws-ai-security: [SageMaker.12]
  mitre-atlas: [AML.T0025]
peers: {securityhub: [SageMaker.12], config: [sagemaker-model-bias-job-isolation]}
references: ["https://docs.aws.amazon.com/securityhub/latest/userguide/sagemaker-controls.html#sagemaker-12"]
---*/
select arn as resource,
       enable_network_isolation as passed,
       'network isolation is ' || if(enable_network_isolation, 'on', 'off') as reason
from sagemaker_model_bias_job_definition

/*---
attack: >
  The job reads predictions next to attributes such as sex or age. A poisoned library in its image sends both to a
  server of the attacker.
console: >
  Not in the SageMaker console: definitions of monitoring jobs are created with the SDK or the CLI. Create a new
  definition, and let the schedule use it.
cli: |
  aws sagemaker create-model-bias-job-definition --cli-input-json file://definition.json \
    --network-config EnableNetworkIsolation=true
  aws sagemaker update-monitoring-schedule --monitoring-schedule-name SCHEDULE --monitoring-schedule-config \
    MonitoringJobDefinitionName=NEW_DEFINITION,MonitoringType=ModelBias
cloudformation: |
  Type: AWS::SageMaker::ModelBiasJobDefinition
  Properties:
    NetworkConfig:
      EnableNetworkIsolation: true
terraform: |
  resource "awscc_sagemaker_model_bias_job_definition" "this" {
    network_config = {
      enable_network_isolation = true
    }
  }
---*/
