/*---
id: AC-ID-01
title: The vault of agents' tokens is encrypted with a key of your own
severity: high
subject: bedrockagentcore_token_vault
why: >
  The vault holds tokens and API keys with which agents act for people at other services. With a key of your own you can
  shut it at once, and each use is recorded.
fix: Set a customer managed key on the token vault.
maps: {gdpr: ["Art.32(1)(a)"], hipaa: ["164.312(a)(2)(iv)"], soc2: ["CC6.1"], owasp-llm: [LLM06]}
references: ["https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_SetTokenVaultCMK.html"]
notes: AC-ID-01-TOKENS asks who may take tokens out; the row of the research list had both.
---*/
select arn as resource, key_type = 'CustomerManagedKey' as passed,
       case when passed then 'encrypted with ' || coalesce(nullif(kms_key_arn, ''), 'a key of your own') else 'encrypted with a key of AWS' end as reason
from bedrockagentcore_token_vault

/*---
attack: >
  An attacker with a stolen session takes tokens of users out of the vault. With the service's own key, you can neither
  stop the decryption nor see it.
console: Use the CLI; the vault's key is set by one call.
cli: |
  aws bedrock-agentcore-control set-token-vault-cmk --token-vault-id default \
    --kms-configuration keyType=CustomerManagedKey,kmsKeyArn=KEY_ARN
cloudformation: CloudFormation's reference lists no resource for the default token vault; use the CLI.
terraform: |
  resource "aws_bedrockagentcore_token_vault_cmk" "this" {
    kms_configuration {
      key_type    = "CustomerManagedKey"
      kms_key_arn = aws_kms_key.this.arn
    }
  }
---*/
