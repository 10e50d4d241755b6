/*---
id: SM-MON-12
title: Monitoring jobs for model quality have no network access
severity: medium
subject: sagemaker_model_quality_job_definition
why: >
  A model quality monitor reads what people asked your model and what it answered. With network access, its
  container can send that anywhere.
fix: >
  Create the definition again with NetworkConfig.EnableNetworkIsolation=true and let the schedule use it.
maps:
  gdpr: [Art.25, "Art.32(1)(b)"]
  hipaa: ["164.312(a)(1)", "164.312(e)(1)"]
  aws-ai-security: [SageMaker.25]
  mitre-atlas: [AML.T0025]
peers: {securityhub: [SageMaker.25], config: [sagemaker-model-quality-job-definition-isolation]}
references: ["https://docs.aws.amazon.com/securityhub/latest/userguide/sagemaker-controls.html#sagemaker-25"]
---*/
select arn as resource,
       enable_network_isolation as passed,
       'network isolation is ' || if(enable_network_isolation, 'on', 'off') as reason
from sagemaker_model_quality_job_definition

/*---
attack: >
  The job reads predictions together with what really happened. A poisoned library in its image sends both to a server
  of the attacker.
console: >
  Not in the SageMaker console: definitions of monitoring jobs are created with the SDK or the CLI. Create a new
  definition, and let the schedule use it.
cli: |
  aws sagemaker create-model-quality-job-definition --cli-input-json file://definition.json \
    --network-config EnableNetworkIsolation=true
  aws sagemaker update-monitoring-schedule --monitoring-schedule-name SCHEDULE --monitoring-schedule-config \
    MonitoringJobDefinitionName=NEW_DEFINITION,MonitoringType=ModelQuality
cloudformation: |
  Type: AWS::SageMaker::ModelQualityJobDefinition
  Properties:
    NetworkConfig:
      EnableNetworkIsolation: true
terraform: |
  resource "awscc_sagemaker_model_quality_job_definition" "this" {
    network_config = {
      enable_network_isolation = true
    }
  }
---*/
