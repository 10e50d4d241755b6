/*---
kind: encrypted_by
doc: The KMS key that protects a flow or a managed prompt.
---*/
select arn as src, customer_encryption_key_arn as dst from bedrock_flow
union all
select arn, customer_encryption_key_arn from bedrock_prompt
