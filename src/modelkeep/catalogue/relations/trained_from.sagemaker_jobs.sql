/*---
kind: trained_from
doc: The buckets, data sets and feature groups that a job trains on, and the processing jobs that prepared them.
---*/
with input(arn, uri) as (
    select arn, s3_uri from sagemaker_training_job_input where s3_uri <> ''
    union all
    select arn, s3_uri from sagemaker_auto_ml_job_input where s3_uri <> ''
)
select arn as src, bucket_arn_of(uri) as dst from input
union all
select arn, dataset_arn from sagemaker_training_job_input
union all
select i.arn, f.arn
from input i join sagemaker_feature_group f
    on f.offline_store_s3_uri <> '' and starts_with(i.uri || '/', rtrim(f.offline_store_s3_uri, '/') || '/')
union all
select i.arn, p.arn
from input i join sagemaker_processing_job_output p
    on p.s3_uri <> '' and rtrim(p.s3_uri, '/') = rtrim(i.uri, '/')
