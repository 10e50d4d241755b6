/*---
kind: retrieves_from
doc: What an agent or knowledge base searches, and where that takes its documents from.
---*/
select arn as src, knowledge_base_arn as dst from bedrock_agent_knowledge_base
union all
select knowledge_base_arn, arn from bedrock_data_source
union all
select arn, bucket_arn from bedrock_data_source
union all
select arn, vector_store_arn from bedrock_knowledge_base
