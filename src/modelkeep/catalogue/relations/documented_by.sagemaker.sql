/*---
kind: documented_by
doc: The model card that describes a registered version or a model.
---*/
select model_package_arn as src, arn as dst from sagemaker_model_card
union all
select m.arn, c.arn
from sagemaker_model m join sagemaker_model_card c
    on c.account = m.account and c.region = m.region and c.model_id in (m.name, m.arn)
