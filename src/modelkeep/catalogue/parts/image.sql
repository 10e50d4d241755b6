/*---
kind: image
doc: The repositories of the model's images.
---*/
select c.arn as src, ecr_repository_arn(c.image) as dst from sagemaker_model_container c
union all
select c.arn, ecr_repository_arn(p.image)
from sagemaker_model_container c join sagemaker_model_package_container p on p.arn = c.model_package_name
