/*---
kind: encrypted_by
doc: The KMS key that protects a gateway, what agents remember, or their tokens.
---*/
select arn as src, kms_key_arn as dst from bedrockagentcore_gateway
union all
select arn, encryption_key_arn from bedrockagentcore_memory
union all
select arn, kms_key_arn from bedrockagentcore_token_vault
