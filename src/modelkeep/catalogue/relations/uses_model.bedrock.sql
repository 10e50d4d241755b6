/*---
kind: uses_model
doc: The model that another model is made of, or that an agent, knowledge base or batch asks.
---*/
select arn as src, base_model_arn as dst from bedrock_custom_model
union all
select arn, base_model_arn from bedrock_model_customization_job
union all
select arn, model_arn from bedrock_provisioned_model_throughput
union all
select arn, foundation_model_arn from bedrock_provisioned_model_throughput
union all
select arn, bedrock_model_arn(foundation_model, account, region) from bedrock_agent
union all
select arn, bedrock_model_arn(foundation_model, account, region) from bedrock_agent_version
union all
select arn, embedding_model_arn from bedrock_knowledge_base
union all
select arn, bedrock_model_arn(model_id, account, region) from bedrock_model_invocation_job
