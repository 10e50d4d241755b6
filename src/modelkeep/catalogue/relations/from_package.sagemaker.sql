/*---
kind: from_package
doc: The registered version that a model was made from.
---*/
select arn as src, model_package_name as dst from sagemaker_model_container
