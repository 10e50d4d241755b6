/*---
kind: retrieves_from
doc: The vector bucket of a knowledge base that names an index in it, and the instances of an Aurora cluster.
---*/
select arn as src, split_part(vector_store_arn, '/index/', 1) as dst
from bedrock_knowledge_base
where storage_type = 'S3_VECTORS' and contains(vector_store_arn, '/index/')
union all
select cluster_arn, arn from rds_db_instance
