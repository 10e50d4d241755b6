/*---
kind: logs_to
doc: The buckets that get captured requests, asynchronous answers and core dumps, and the log groups that containers write to.
---*/
select arn as src, bucket_arn_of(data_capture_s3_uri) as dst from sagemaker_endpoint_config
union all
select arn, bucket_arn_of(unnest(async_s3_uris)) from sagemaker_endpoint_config
union all
select arn, bucket_arn_of(core_dump_s3_uri) from sagemaker_endpoint_config_production_variant
union all
select e.arn, g.arn
from sagemaker_endpoint e join logs_log_group g
    on g.account = e.account and g.region = e.region and g.name = '/aws/sagemaker/Endpoints/' || e.name
union all
select n.arn, g.arn
from sagemaker_notebook_instance n join logs_log_group g
    on g.account = n.account and g.region = n.region and g.name = '/aws/sagemaker/NotebookInstances'
union all
select d.arn, g.arn
from sagemaker_domain d join logs_log_group g
    on g.account = d.account and g.region = d.region and g.name = '/aws/sagemaker/studio'
