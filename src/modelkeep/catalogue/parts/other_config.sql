/*---
kind: other_config
doc: The configurations that an endpoint could be moved to.
---*/
select e.arn as src, c.arn as dst
from sagemaker_endpoint e join sagemaker_endpoint_config c
    on c.account = e.account and c.region = e.region and c.name <> e.endpoint_config_name
