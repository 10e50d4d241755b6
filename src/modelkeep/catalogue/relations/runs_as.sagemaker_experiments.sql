/*---
kind: runs_as
doc: The role as which an inference experiment works.
---*/
select arn as src, role_arn as dst from sagemaker_inference_experiment
