/*---
kind: package_group
doc: The group of versions that the model was made from.
---*/
select arn as src,
       regexp_replace(regexp_replace(model_package_name, '/[0-9]+$', ''), ':model-package/', ':model-package-group/') as dst
from sagemaker_model_container where regexp_matches(model_package_name, '^arn:.*:model-package/.*/[0-9]+$')
