/*---
kind: kept_by
doc: The secret that holds the password to a vector store or a source of documents.
---*/
select arn as src, credentials_secret_arn as dst from bedrock_knowledge_base
union all
select arn, credentials_secret_arn from bedrock_data_source
