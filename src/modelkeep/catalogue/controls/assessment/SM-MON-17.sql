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
