/*---
id: SM-MON-07
title: Models that answer requests were examined for bias or explained
severity: low
subject: sagemaker_endpoint
why: >
  A model that treats groups of people differently harms them and you. Without an examination nobody knows, and
  nothing can be shown to those who ask.
fix: >
  Schedule a bias or explainability monitor for the endpoint, or register the model with SageMaker Clarify's bias
  or explainability report.
maps:
  gdpr: ["Art.32(1)(d)"]
  nist-ai-rmf: ["MEASURE 2.9", "MEASURE 2.11"]
  iso-42001: [A.6.2.4]
  eu-ai-act: ["Art.10(2)(f)"]
peers: {prowler: [sagemaker_clarify_exists]}
complete: [sagemaker_monitoring_schedule, sagemaker_endpoint_config, sagemaker_endpoint_config_production_variant, sagemaker_model, sagemaker_model_container, sagemaker_model_package]
references: ["https://docs.aws.amazon.com/sagemaker/latest/dg/clarify-configure-processing-jobs.html"]
---*/
select e.arn as resource,
       any_true(case when s.arn is null then false else s.status in ('Scheduled', 'Pending') end)
           or any_true(case when e.endpoint_config_name is null then null when p.arn is null then false
                            else list_has_any(p.metrics, ['bias', 'explainability']) end) as passed,
       case when bool_or(s.status in ('Scheduled', 'Pending')) then 'watched by ' || string_agg(distinct s.name, ', ' order by s.name)
            when bool_or(list_has_any(p.metrics, ['bias', 'explainability'])) then 'its model package has a report of SageMaker Clarify'
            when count(s.arn) = count(s.status) and count(p.arn) = count(p.metrics)
                then 'neither a bias or explainability monitor, nor a report in its model package' end as reason,
       case when bool_or(s.status in ('Scheduled', 'Pending')) or bool_or(list_has_any(p.metrics, ['bias', 'explainability']))
                then flatten(list([s.arn, c.arn, m.arn, p.arn])) end as uses
from sagemaker_endpoint e
left join sagemaker_monitoring_schedule s
    on s.endpoint_name = e.name and s.account = e.account and s.region = e.region
       and s.monitoring_type in ('ModelBias', 'ModelExplainability')
left join sagemaker_endpoint_config c
    on c.name = e.endpoint_config_name and c.account = e.account and c.region = e.region
left join sagemaker_endpoint_config_production_variant v on v.arn = c.arn
left join sagemaker_model m on m.name = v.model_name and m.account = e.account and m.region = e.region
left join sagemaker_model_container o on o.arn = m.arn
left join sagemaker_model_package p on p.arn = o.model_package_name
where coalesce(e.endpoint_status not in ('Creating', 'Deleting', 'Failed', 'OutOfService'), true)
group by e.arn

/*---
attack: >
  Whoever can add a few records to the training data teaches the model to treat a group of people worse. The overall
  accuracy stays as it was, so only an examination for bias or an explanation of its answers shows it.
console: >
  Make the schedule with the CLI or the SageMaker Python SDK (create_monitoring_schedule of a bias or explainability
  monitor); SageMaker Studio > Endpoints, the endpoint, then shows its runs. The endpoint must capture data.
cli: |
  aws sagemaker create-monitoring-schedule --monitoring-schedule-name NAME-bias --monitoring-schedule-config \
    'MonitoringType=ModelBias,MonitoringJobDefinitionName=DEFINITION,ScheduleConfig={ScheduleExpression="cron(0 * ? * * *)"}'
cloudformation: |
  Type: AWS::SageMaker::MonitoringSchedule
  Properties:
    MonitoringScheduleName: fraud-bias
    MonitoringScheduleConfig:
      MonitoringType: ModelBias
      MonitoringJobDefinitionName: !GetAtt BiasDefinition.JobDefinitionName
      ScheduleConfig:
        ScheduleExpression: cron(0 * ? * * *)
terraform: |
  resource "aws_sagemaker_monitoring_schedule" "bias" {
    monitoring_schedule_config {
      monitoring_type                = "ModelBias"
      monitoring_job_definition_name = var.bias_job_definition_name

      schedule_config {
        schedule_expression = "cron(0 * ? * * *)"
      }
    }
  }
---*/
