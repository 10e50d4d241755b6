/*---
kind: sagemaker_model
doc: A model of SageMaker itself.
---*/
select arn as src, arn as dst from sagemaker_model
