/*---
kind: logs_to
doc: The log groups that jobs write to.
---*/
select j.arn as src, g.arn as dst
from sagemaker_training_job j join logs_log_group g
    on g.account = j.account and g.region = j.region and g.name = '/aws/sagemaker/TrainingJobs'
union all
select j.arn, g.arn
from sagemaker_processing_job j join logs_log_group g
    on g.account = j.account and g.region = j.region and g.name = '/aws/sagemaker/ProcessingJobs'
union all
select j.arn, g.arn
from sagemaker_transform_job j join logs_log_group g
    on g.account = j.account and g.region = j.region and g.name = '/aws/sagemaker/TransformJobs'
