/*---
kind: knowledge_base
doc: The knowledge bases that answers come from.
---*/
select knowledge.arn as src, knowledge.knowledge_base_arn as dst from bedrock_agent_knowledge_base knowledge
