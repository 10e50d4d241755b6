/*---
kind: monitored_by
doc: The schedules that watch an endpoint, and the job definitions that these run.
---*/
select e.arn as src, s.arn as dst
from sagemaker_endpoint e join sagemaker_monitoring_schedule s
    on s.account = e.account and s.region = e.region and s.endpoint_name = e.name
union all
select s.arn, d.arn
from sagemaker_monitoring_schedule s join (
    select arn, account, region, name, 'DataQuality' as monitoring_type from sagemaker_data_quality_job_definition
    union all
    select arn, account, region, name, 'ModelQuality' from sagemaker_model_quality_job_definition
    union all
    select arn, account, region, name, 'ModelBias' from sagemaker_model_bias_job_definition
    union all
    select arn, account, region, name, 'ModelExplainability' from sagemaker_model_explainability_job_definition
) d on d.account = s.account and d.region = s.region and d.name = s.job_definition_name
    and d.monitoring_type = s.monitoring_type
