/*---
id: SM-MON-01
title: Endpoints are watched by a monitoring schedule
severity: low
subject: sagemaker_endpoint
why: >
  Data drifts and attackers probe. Without a monitor nobody notices that a model's inputs or answers have changed
  until customers do.
fix: >
  Turn on data capture and create a monitoring schedule for the endpoint; start one that is stopped.
maps:
  gdpr: ["Art.32(1)(d)"]
  hipaa: ["164.308(a)(1)(ii)(D)", "164.312(b)"]
  nist-ai-rmf: ["MEASURE 2.4", "MANAGE 4.1"]
  iso-42001: [A.6.2.6]
  eu-ai-act: ["Art.12(2)"]
peers: {prowler: [sagemaker_models_monitor_enabled]}
complete: [sagemaker_monitoring_schedule]
references: ["https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor.html"]
---*/
select e.arn as resource,
       any_true(case when e.endpoint_status is null then null when s.arn is null then false
                     else s.status in ('Scheduled', 'Pending') end) as passed,
       case when bool_or(s.status in ('Scheduled', 'Pending')) then 'watched by ' || string_agg(s.name, ', ' order by s.name)
            when count(s.arn) = 0 then 'no monitoring schedule'
            else 'no active schedule: ' || string_agg(s.name || ' is ' || lower(s.status), ', ' order by s.name) end as reason,
       case when bool_or(s.status in ('Scheduled', 'Pending')) then list(s.arn) end as uses
from sagemaker_endpoint e
left join sagemaker_monitoring_schedule s
    on s.endpoint_name = e.name and s.account = e.account and s.region = e.region
where coalesce(e.endpoint_status not in ('Creating', 'Deleting', 'Failed', 'OutOfService'), true)
group by e.arn

/*---
attack: >
  Fraudsters learn which inputs the model lets pass and send more and more of them. Inputs and answers drift week by week,
  and nothing compares them with what was usual.
console: >
  Make or start the schedule with the CLI or the SageMaker Python SDK (create_monitoring_schedule of a monitor);
  SageMaker Studio > Endpoints, the endpoint, then shows its runs.
cli: |
  aws sagemaker create-monitoring-schedule --monitoring-schedule-name ENDPOINT-data-quality --monitoring-schedule-config \
    'MonitoringType=DataQuality,MonitoringJobDefinitionName=DEFINITION,ScheduleConfig={ScheduleExpression="cron(0 * ? * * *)"}'
  # one that is stopped
  aws sagemaker start-monitoring-schedule --monitoring-schedule-name SCHEDULE
cloudformation: |
  Type: AWS::SageMaker::MonitoringSchedule
  Properties:
    MonitoringScheduleName: fraud-data-quality
    MonitoringScheduleConfig:
      MonitoringType: DataQuality
      MonitoringJobDefinitionName: !GetAtt DataQualityDefinition.JobDefinitionName
      ScheduleConfig:
        ScheduleExpression: cron(0 * ? * * *)
terraform: |
  resource "aws_sagemaker_monitoring_schedule" "data_quality" {
    monitoring_schedule_config {
      monitoring_type                = "DataQuality"
      monitoring_job_definition_name = aws_sagemaker_data_quality_job_definition.this.name

      schedule_config {
        schedule_expression = "cron(0 * ? * * *)"
      }
    }
  }
---*/
