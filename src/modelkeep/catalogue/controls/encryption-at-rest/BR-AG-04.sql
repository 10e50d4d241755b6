/*---
id: BR-AG-04
title: Agents are encrypted with a key of your own
severity: medium
subject: bedrock_agent
why: >
  An agent's instructions and sessions hold business rules and what people confided to it. With a key of your own you decide
  who can read them, and each use is recorded.
fix: Set customerEncryptionKeyArn on the agent.
maps:
  gdpr: ["Art.32(1)(a)"]
  hipaa: ["164.312(a)(2)(iv)"]
  owasp-llm: [LLM02]
peers: {checkov: [CKV_AWS_373]}
references: ["https://docs.aws.amazon.com/bedrock/latest/APIReference/API_agent_CreateAgent.html"]
---*/
select arn as resource,
       customer_encryption_key_arn <> '' as passed,
       case when passed then 'encrypted with ' || customer_encryption_key_arn else 'encrypted with a key of AWS' end as reason
from bedrock_agent

/*---
attack: >
  A stolen session that may read Bedrock reads the agent's instructions and what people confided to it. There is no key of
  yours that you could take away, and no record of each decryption.
console: >
  Amazon Bedrock > Agents, open the agent, Edit in Agent builder, Additional settings, KMS key selection "Customize
  encryption settings", choose a customer managed key, save and prepare.
cli: |
  # UpdateAgent replaces the whole configuration: pass the other settings of the agent along.
  aws bedrock-agent update-agent --agent-id AGENT --agent-name NAME --agent-resource-role-arn ROLE \
    --foundation-model MODEL --instruction "$INSTRUCTION" --customer-encryption-key-arn KEY_ARN
  aws bedrock-agent prepare-agent --agent-id AGENT
cloudformation: |
  Type: AWS::Bedrock::Agent
  Properties:
    CustomerEncryptionKeyArn: !GetAtt Key.Arn
terraform: |
  resource "aws_bedrockagent_agent" "this" {
    customer_encryption_key_arn = aws_kms_key.this.arn
  }
---*/
