/*---
id: SM-MON-18
title: The last run of each monitoring schedule completed and found nothing
severity: medium
subject: sagemaker_monitoring_schedule
why: >
  A monitor that fails every hour watches nothing, and violations that nobody looks at are drift or an attack in
  progress.
fix: >
  Read the report of the last execution (ListMonitoringExecutions), mend the job or retrain the model, and alarm
  on the monitor's metrics.
maps:
  gdpr: ["Art.32(1)(d)"]
  hipaa: ["164.308(a)(1)(ii)(D)"]
  nist-ai-rmf: ["MEASURE 2.4", "MEASURE 3.1"]
  iso-42001: [A.6.2.6]
references: ["https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_MonitoringExecutionSummary.html"]
---*/
select arn as resource,
       last_execution_status not in ('Failed', 'Stopped', 'CompletedWithViolations') as passed,
       'the last run ' || case last_execution_status when 'CompletedWithViolations' then 'found violations'
           when 'Failed' then 'failed' when 'Stopped' then 'was stopped' else 'is ' || lower(last_execution_status) end as reason
from sagemaker_monitoring_schedule
where coalesce(last_execution_status <> '', true)

/*---
attack: >
  The monitor did notice that the inputs changed, or an intruder took its role away so that it fails every hour. Its last
  run says so, and nobody looks.
console: >
  SageMaker Studio > Endpoints, open the endpoint, choose the monitoring type, open the last job and its report. Mend the
  job or the model, and set an alarm on the monitor's metrics.
cli: |
  aws sagemaker list-monitoring-executions --monitoring-schedule-name SCHEDULE --sort-by ScheduledTime --sort-order Descending \
    --query 'MonitoringExecutionSummaries[0].[MonitoringExecutionStatus,FailureReason,ProcessingJobArn]'
  aws sagemaker describe-processing-job --processing-job-name JOB --query '[ExitMessage,FailureReason]'
cloudformation: >
  CloudFormation does not act on the outcome of a run; read the report and mend what it names.
terraform: >
  Terraform does not act on the outcome of a run; read the report and mend what it names.
---*/
