/*---
kind: encrypted_by
doc: The KMS key that protects what a vector store holds.
---*/
select arn as src, kms_key_arn as dst from opensearchserverless_collection
union all
select arn, kms_key_arn from s3vectors_vector_bucket
