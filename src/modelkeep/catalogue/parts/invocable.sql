/*---
kind: invocable
doc: What is named in an invocation of the model in Bedrock, be it an imported model, or its throughput.
---*/
select arn as src, arn as dst from bedrock_imported_model
union all
select model_arn, arn from bedrock_provisioned_model_throughput
