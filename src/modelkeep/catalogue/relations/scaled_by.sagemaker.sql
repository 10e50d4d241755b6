/*---
kind: scaled_by
doc: The bounds within which an endpoint is scaled.
---*/
select e.arn as src, t.arn as dst
from sagemaker_endpoint e join applicationautoscaling_scalable_target t
    on t.account = e.account and t.region = e.region and t.endpoint_name = e.name
union all
select i.arn, t.arn
from sagemaker_inference_component i join applicationautoscaling_scalable_target t
    on t.account = i.account and t.region = i.region and t.name = 'inference-component/' || i.name
