/*---
kind: documents
doc: The objects that knowledge bases ingest.
---*/
select k.arn as src, s.bucket_arn || '/*' as dst
from bedrock_agent_knowledge_base k join bedrock_data_source s on s.knowledge_base_arn = k.knowledge_base_arn
where s.bucket_arn <> ''
