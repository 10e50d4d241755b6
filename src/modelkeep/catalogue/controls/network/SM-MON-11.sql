/*---
id: SM-MON-11
title: Monitoring jobs for explainability have no network access
severity: medium
subject: sagemaker_model_explainability_job_definition
why: >
  A explainability monitor reads what people asked your model and what it answered. With network access, its
  container can send that anywhere.
fix: >
  Create the definition again with NetworkConfig.EnableNetworkIsolation=true and let the schedule use it.
maps:
  gdpr: [Art.25, "Art.32(1)(b)"]
  hipaa: ["164.312(a)(1)", "164.312(e)(1)"]
  aws-ai-security: [SageMaker.20]
  mitre-atlas: [AML.T0025]
peers: {securityhub: [SageMaker.20], config: [sagemaker-model-explainability-job-network-isolation]}
references: ["https://docs.aws.amazon.com/securityhub/latest/userguide/sagemaker-controls.html#sagemaker-20"]
---*/
select arn as resource,
       enable_network_isolation as passed,
       'network isolation is ' || if(enable_network_isolation, 'on', 'off') as reason
from sagemaker_model_explainability_job_definition

/*---
attack: >
  The job reads captured requests and asks the model thousands of times. A poisoned library in its image sends the
  inputs, and with them the way the model decides, to a server of the attacker.
console: >
  Not in the SageMaker console: definitions of monitoring jobs are created with the SDK or the CLI. Create a new
  definition, and let the schedule use it.
cli: |
  aws sagemaker create-model-explainability-job-definition --cli-input-json file://definition.json \
    --network-config EnableNetworkIsolation=true
  aws sagemaker update-monitoring-schedule --monitoring-schedule-name SCHEDULE --monitoring-schedule-config \
    MonitoringJobDefinitionName=NEW_DEFINITION,MonitoringType=ModelExplainability
cloudformation: |
  Type: AWS::SageMaker::ModelExplainabilityJobDefinition
  Properties:
    NetworkConfig:
      EnableNetworkIsolation: true
terraform: |
  resource "awscc_sagemaker_model_explainability_job_definition" "this" {
    network_config = {
      enable_network_isolation = true
    }
  }
---*/
