/*---
kind: package
doc: The registered version that the model was made from.
---*/
select arn as src, model_package_name as dst from sagemaker_model_container where model_package_name like 'arn:%'
