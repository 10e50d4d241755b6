/*---
kind: deployed_as
doc: The transform jobs that apply a model.
---*/
select m.arn as src, t.arn as dst
from sagemaker_model m join sagemaker_transform_job t
    on t.account = m.account and t.region = m.region and t.model_name = m.name
