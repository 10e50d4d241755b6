/*---
kind: feature_group
doc: The feature groups from which the model's training data came.
---*/
select model as src, arn as dst from model_resource where arn like 'arn:%:sagemaker:%:feature-group/%'
