/*---
kind: captured
doc: The endpoints that keep what they are asked and answer.
---*/
select m.model as src, e.arn as dst
from model_resource m join sagemaker_endpoint e on e.arn = m.arn
join sagemaker_endpoint_config c on c.account = e.account and c.region = e.region and c.name = e.endpoint_config_name
where c.data_capture_enabled is distinct from false
