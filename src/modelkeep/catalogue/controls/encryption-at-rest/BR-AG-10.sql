/*---
id: BR-AG-10
title: Flows and managed prompts are encrypted with a key of your own
severity: medium
subject: bedrock_flow
also: [bedrock_prompt]
why: >
  Flows and prompts hold how your business decides, and often examples with real data. With a key of your own you decide who
  can read them, and each use is recorded.
fix: Set customerEncryptionKeyArn on the flow and on the prompt.
maps:
  gdpr: ["Art.32(1)(a)"]
  hipaa: ["164.312(a)(2)(iv)"]
  owasp-llm: [LLM07]
peers: {prowler: [bedrock_prompt_encrypted_with_cmk]}
references:
  - https://docs.aws.amazon.com/bedrock/latest/APIReference/API_agent_CreateFlow.html
  - https://docs.aws.amazon.com/bedrock/latest/APIReference/API_agent_CreatePrompt.html
---*/
with kept as (
    select arn, customer_encryption_key_arn from bedrock_flow
    union all
    select arn, customer_encryption_key_arn from bedrock_prompt
)
select arn as resource, customer_encryption_key_arn <> '' as passed,
       case when passed then 'encrypted with ' || customer_encryption_key_arn else 'encrypted with a key of AWS' end as reason
from kept

/*---
attack: >
  A stolen session that may read Bedrock reads every prompt and flow. There is no key of yours that you could take away,
  and no record of each decryption.
console: Amazon Bedrock > Prompt management or Flows > Create, Advanced settings, customize encryption settings, choose the key.
cli: |
  # Both calls replace the configuration: pass the flow's definition and the prompt's variants along.
  aws bedrock-agent update-flow --flow-identifier FLOW --name NAME --execution-role-arn ROLE \
    --definition file://definition.json --customer-encryption-key-arn KEY_ARN
  aws bedrock-agent update-prompt --prompt-identifier PROMPT --name NAME --variants file://variants.json \
    --customer-encryption-key-arn KEY_ARN
cloudformation: |
  Type: AWS::Bedrock::Prompt
  Properties:
    Name: prompt
    CustomerEncryptionKeyArn: !GetAtt Key.Arn
terraform: |
  resource "aws_bedrockagent_prompt" "this" {
    name                        = "prompt"
    customer_encryption_key_arn = aws_kms_key.this.arn
  }
---*/
