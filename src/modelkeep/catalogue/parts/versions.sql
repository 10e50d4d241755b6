/*---
kind: versions
doc: Any version of the group that the model was made from.
---*/
select arn as src, regexp_replace(model_package_name, '/[0-9]+$', '') || '/*' as dst
from sagemaker_model_container where regexp_matches(model_package_name, '^arn:.*:model-package/.*/[0-9]+$')
