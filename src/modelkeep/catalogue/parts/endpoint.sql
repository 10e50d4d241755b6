/*---
kind: endpoint
doc: The endpoints that serve the model.
---*/
select model as src, arn as dst from model_resource where arn like 'arn:%:sagemaker:%:endpoint/%'
