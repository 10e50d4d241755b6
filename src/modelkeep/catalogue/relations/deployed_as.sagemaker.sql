/*---
kind: deployed_as
doc: The configurations and inference components that run a model, and the endpoints that serve these.
---*/
select m.arn as src, v.arn as dst
from sagemaker_model m join sagemaker_endpoint_config_production_variant v
    on v.account = m.account and v.region = m.region and v.model_name = m.name
union all
select c.arn, e.arn
from sagemaker_endpoint_config c join sagemaker_endpoint e
    on e.account = c.account and e.region = c.region and e.endpoint_config_name = c.name
union all
select m.arn, s.arn
from sagemaker_model m join sagemaker_inference_component_specification s
    on s.account = m.account and s.region = m.region and s.model_name = m.name
union all
select b.arn, s.arn
from sagemaker_inference_component b join sagemaker_inference_component_specification s
    on s.account = b.account and s.region = b.region and s.base_inference_component_name = b.name
union all
select i.arn, e.arn
from sagemaker_inference_component i join sagemaker_endpoint e
    on e.account = i.account and e.region = i.region and e.name = i.endpoint_name
