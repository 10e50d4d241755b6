/*---
kind: member_of
doc: The tuning or AutoML job that started a training job.
---*/
select arn as src, unnest([tuning_job_arn, auto_ml_job_arn]) as dst from sagemaker_training_job
