/*---
id: SM-MON-17
title: Monitoring schedules compare with a baseline
severity: medium
subject: sagemaker_monitoring_schedule
why: >
  Without a baseline a monitor collects statistics and can never say that something is wrong: the model counts as
  watched, and is not.
fix: >
  Run a baselining job on the training data and name its constraints in the BaselineConfig of the job definition.
maps: {gdpr: ["Art.32(1)(d)"], nist-ai-rmf: ["MEASURE 2.4"]}
references: ["https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-create-baseline.html"]
---*/
select s.arn as resource,
       if(s.job_definition_name = '', s.baseline_s3_uri, d.baseline_s3_uri) <> '' as passed,
       case when if(s.job_definition_name = '', s.baseline_s3_uri, d.baseline_s3_uri) = '' then 'no baseline'
            else 'compares with ' || if(s.job_definition_name = '', s.baseline_s3_uri, d.baseline_s3_uri) end as reason,
       [d.arn] as uses
from sagemaker_monitoring_schedule s
left join (select arn, name, account, region, baseline_s3_uri, 'DataQuality' as monitoring_type from sagemaker_data_quality_job_definition
      union all select arn, name, account, region, baseline_s3_uri, 'ModelQuality' as monitoring_type from sagemaker_model_quality_job_definition
      union all select arn, name, account, region, baseline_s3_uri, 'ModelBias' as monitoring_type from sagemaker_model_bias_job_definition
      union all select arn, name, account, region, baseline_s3_uri, 'ModelExplainability' as monitoring_type from sagemaker_model_explainability_job_definition) d
    on d.name = s.job_definition_name and d.monitoring_type = s.monitoring_type
       and d.account = s.account and d.region = s.region

/*---
attack: >
  An attacker shifts the inputs a little every day, or the training data was poisoned. The monitor writes its statistics
  every hour, has nothing to compare them with, and never says a word.
console: >
  Make the baseline and the job definition with the CLI or the SageMaker Python SDK (suggest_baseline of a monitor);
  SageMaker Studio > Endpoints, the endpoint, then shows what deviates from it.
cli: |
  aws sagemaker create-data-quality-job-definition --job-definition-name NAME --role-arn ROLE \
    --data-quality-baseline-config 'ConstraintsResource={S3Uri=s3://BUCKET/baseline/constraints.json},StatisticsResource={S3Uri=s3://BUCKET/baseline/statistics.json}' \
    --data-quality-app-specification ImageUri=MONITOR_IMAGE \
    --data-quality-job-input 'EndpointInput={EndpointName=ENDPOINT,LocalPath=/opt/ml/processing/input}' \
    --data-quality-job-output-config 'MonitoringOutputs=[{S3Output={S3Uri=s3://BUCKET/reports,LocalPath=/opt/ml/processing/output}}],KmsKeyId=KEY' \
    --job-resources 'ClusterConfig={InstanceCount=1,InstanceType=ml.m5.large,VolumeSizeInGB=20,VolumeKmsKeyId=KEY}'
  aws sagemaker update-monitoring-schedule --monitoring-schedule-name SCHEDULE --monitoring-schedule-config \
    'MonitoringType=DataQuality,MonitoringJobDefinitionName=NAME,ScheduleConfig={ScheduleExpression="cron(0 * ? * * *)"}'
cloudformation: |
  Type: AWS::SageMaker::DataQualityJobDefinition
  Properties:
    DataQualityBaselineConfig:
      ConstraintsResource:
        S3Uri: !Sub s3://${Bucket}/baseline/constraints.json
      StatisticsResource:
        S3Uri: !Sub s3://${Bucket}/baseline/statistics.json
terraform: |
  resource "aws_sagemaker_data_quality_job_definition" "this" {
    data_quality_baseline_config {
      constraints_resource {
        s3_uri = "s3://${aws_s3_bucket.monitoring.id}/baseline/constraints.json"
      }
      statistics_resource {
        s3_uri = "s3://${aws_s3_bucket.monitoring.id}/baseline/statistics.json"
      }
    }
  }
---*/
