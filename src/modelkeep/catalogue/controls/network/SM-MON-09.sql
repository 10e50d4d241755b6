/*---
id: SM-MON-09
title: Monitoring jobs for data quality have no network access
severity: medium
subject: sagemaker_data_quality_job_definition
why: >
  A data quality monitor reads what people asked your model and what it answered. With network access, its
  container can send that anywhere.
fix: >
  Create the definition again with NetworkConfig.EnableNetworkIsolation=true and let the schedule use it.
maps:
  gdpr: [Art.25, "Art.32(1)(b)"]
  hipaa: ["164.312(a)(1)", "164.312(e)(1)"]
  aws-fsbp: [SageMaker.11]
  aws-ai-security: [SageMaker.11]
  mitre-atlas: [AML.T0025]
peers: {securityhub: [SageMaker.11], config: [sagemaker-data-quality-job-isolation]}
references: ["https://docs.aws.amazon.com/securityhub/latest/userguide/sagemaker-controls.html#sagemaker-11"]
---*/
select arn as resource,
       enable_network_isolation as passed,
       'network isolation is ' || if(enable_network_isolation, 'on', 'off') as reason
from sagemaker_data_quality_job_definition

/*---
attack: >
  The job reads captured requests of your customers. A poisoned library in its image, or a script before and after the
  analysis, sends them to a server of the attacker.
console: >
  Not in the SageMaker console: definitions of monitoring jobs are created with the SDK or the CLI. Create a new
  definition, and let the schedule use it.
cli: |
  aws sagemaker create-data-quality-job-definition --cli-input-json file://definition.json \
    --network-config EnableNetworkIsolation=true
  aws sagemaker update-monitoring-schedule --monitoring-schedule-name SCHEDULE --monitoring-schedule-config \
    MonitoringJobDefinitionName=NEW_DEFINITION,MonitoringType=DataQuality
cloudformation: |
  Type: AWS::SageMaker::DataQualityJobDefinition
  Properties:
    NetworkConfig:
      EnableNetworkIsolation: true
terraform: |
  resource "aws_sagemaker_data_quality_job_definition" "this" {
    network_config {
      enable_network_isolation = true
    }
  }
---*/
