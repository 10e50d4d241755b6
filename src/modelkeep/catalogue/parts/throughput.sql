/*---
kind: throughput
doc: Provisioned throughput of the model.
---*/
select model_arn as src, arn as dst from bedrock_provisioned_model_throughput
