/*---
id: SM-MON-02
title: Monitoring schedules with their own job have no network access
severity: medium
subject: sagemaker_monitoring_schedule
why: >
  A monitor reads what people asked your model and what it answered. With network access, its container can send
  that anywhere.
fix: >
  Set EnableNetworkIsolation=true in the NetworkConfig of the schedule's MonitoringJobDefinition.
maps:
  gdpr: [Art.25, "Art.32(1)(b)"]
  hipaa: ["164.312(a)(1)", "164.312(e)(1)"]
  aws-fsbp: [SageMaker.14]
  aws-ai-security: [SageMaker.14]
  mitre-atlas: [AML.T0025]
peers: {securityhub: [SageMaker.14], config: [sagemaker-monitoring-schedule-isolation]}
references: ["https://docs.aws.amazon.com/securityhub/latest/userguide/sagemaker-controls.html#sagemaker-14"]
notes: >
  Schedules that name a job definition are judged by that definition (SM-MON-09 to 12).
---*/
select arn as resource,
       enable_network_isolation as passed,
       'network isolation is ' || if(enable_network_isolation, 'on', 'off') as reason
from sagemaker_monitoring_schedule
where coalesce(job_definition_name = '', true)

/*---
attack: >
  The job runs an image of your own over the captured requests of your customers. If that image is poisoned, it sends
  them to a server of the attacker.
console: >
  Not in the SageMaker console: schedules with their own job are created with the SDK or the CLI.
cli: |
  aws sagemaker update-monitoring-schedule --monitoring-schedule-name SCHEDULE \
    --monitoring-schedule-config file://schedule.json
  # schedule.json holds the whole configuration, with, in MonitoringJobDefinition:
  #   "NetworkConfig": {"EnableNetworkIsolation": true}
cloudformation: |
  Type: AWS::SageMaker::MonitoringSchedule
  Properties:
    MonitoringScheduleConfig:
      MonitoringJobDefinition:
        NetworkConfig:
          EnableNetworkIsolation: true
terraform: |
  resource "awscc_sagemaker_monitoring_schedule" "this" {
    monitoring_schedule_config = {
      monitoring_job_definition = {
        network_config = {
          enable_network_isolation = true
        }
      }
    }
  }
---*/
