/*---
kind: retrieves_from
doc: The vector bucket of a knowledge base that names an index in it.
---*/
select arn as src, split_part(vector_store_arn, '/index/', 1) as dst
from bedrock_knowledge_base
where storage_type = 'S3_VECTORS' and contains(vector_store_arn, '/index/')
