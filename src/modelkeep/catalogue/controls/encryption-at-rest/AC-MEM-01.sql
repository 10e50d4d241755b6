/*---
id: AC-MEM-01
title: What agents remember is encrypted with a key of your own
severity: medium
subject: bedrockagentcore_memory
why: >
  Memory holds whole conversations and what the agent learned about people. With a key of your own you decide who can
  read it, and each use is recorded.
fix: Create the memory with encryptionKeyArn; a memory that is there cannot change its key.
maps:
  gdpr: ["Art.32(1)(a)"]
  hipaa: ["164.312(a)(2)(iv)"]
  aws-ai-security: [BedrockAgentCore.3]
  soc2: ["CC6.1"]
  owasp-llm: [LLM02]
peers: {securityhub: [BedrockAgentCore.3], config: [bedrock-agentcore-memory-encryption-enabled]}
references: ["https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/memory.html"]
---*/
select arn as resource, encryption_key_arn <> '' as passed,
       case when passed then 'encrypted with ' || encryption_key_arn else 'encrypted with a key of AWS' end as reason
from bedrockagentcore_memory

/*---
attack: >
  A stolen session that may read AgentCore reads months of conversations. There is no key of yours that you could take
  away, and no record of each decryption.
console: Amazon Bedrock AgentCore > Memory > Create memory, Additional configurations, customize encryption settings, choose the key.
cli: |
  aws bedrock-agentcore-control create-memory --name NAME --event-expiry-duration 90 --encryption-key-arn KEY_ARN
cloudformation: |
  Type: AWS::BedrockAgentCore::Memory
  Properties:
    Name: memory
    EventExpiryDuration: 90
    EncryptionKeyArn: !GetAtt Key.Arn
terraform: |
  resource "aws_bedrockagentcore_memory" "this" {
    name                  = "memory"
    event_expiry_duration = 90
    encryption_key_arn    = aws_kms_key.this.arn
  }
---*/
