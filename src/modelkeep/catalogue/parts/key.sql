/*---
kind: key
doc: The keys under which the model, its data and its logs are.
---*/
select model as src, arn as dst from model_resource where arn like 'arn:%:kms:%:key/%'
