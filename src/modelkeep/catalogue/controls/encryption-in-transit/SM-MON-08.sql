/*---
id: SM-MON-08
title: Monitoring schedules with their own job encrypt the traffic between containers
severity: medium
subject: sagemaker_monitoring_schedule
why: >
  A monitor reads what people asked your model and what it answered. Unencrypted between its containers, whoever
  can listen in that network reads it too.
fix: >
  Create the schedule again with EnableInterContainerTrafficEncryption=true in the NetworkConfig of its
  MonitoringJobDefinition.
maps: {gdpr: ["Art.32(1)(a)"], hipaa: ["164.312(e)(1)", "164.312(e)(2)(ii)"], aws-ai-security: [SageMaker.22]}
peers: {securityhub: [SageMaker.22], config: [sagemaker-monitoring-schedule-traffic-encryption]}
references: ["https://docs.aws.amazon.com/securityhub/latest/userguide/sagemaker-controls.html#sagemaker-22"]
notes: >
  Schedules that name a job definition are judged by that definition (SM-MON-03 to 06).
---*/
select arn as resource,
       enable_inter_container_traffic_encryption as passed,
       'inter-container traffic encryption is ' || if(enable_inter_container_traffic_encryption, 'on', 'off') as reason
from sagemaker_monitoring_schedule
where coalesce(job_definition_name = '', true)

/*---
attack: >
  Somebody who can listen on the network between the instances of the job reads the captured requests of your
  customers.
console: >
  Not in the SageMaker console: schedules with their own job are created with the SDK or the CLI.
cli: |
  aws sagemaker update-monitoring-schedule --monitoring-schedule-name SCHEDULE \
    --monitoring-schedule-config file://schedule.json
  # schedule.json holds the whole configuration, with, in MonitoringJobDefinition:
  #   "NetworkConfig": {"EnableInterContainerTrafficEncryption": true}
cloudformation: |
  Type: AWS::SageMaker::MonitoringSchedule
  Properties:
    MonitoringScheduleConfig:
      MonitoringJobDefinition:
        NetworkConfig:
          EnableInterContainerTrafficEncryption: true
terraform: |
  resource "awscc_sagemaker_monitoring_schedule" "this" {
    monitoring_schedule_config = {
      monitoring_job_definition = {
        network_config = {
          enable_inter_container_traffic_encryption = true
        }
      }
    }
  }
---*/
