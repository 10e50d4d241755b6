/*---
id: BR-AG-12
title: Agents remember conversations for at most 30 days
severity: low
subject: bedrock_agent
why: What an agent remembers about a person can be drawn out by a later prompt, and must not be kept longer than needed.
fix: Set storageDays of the agent's memory to 30 or less, or turn memory off.
maps: {gdpr: ["Art.5(1)(e)"], soc2: ["P4.2"], owasp-llm: [LLM02]}
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/agents-memory.html"]
---*/
select arn as resource,
       memory_storage_days <= 30 as passed,
       'summaries of sessions are kept for ' || memory_storage_days || ' days' as reason
from bedrock_agent
where memory_storage_days is distinct from 0

/*---
attack: >
  Someone who can use a customer's memory id asks the agent "what do you know about me" and gets the summary of talks from
  a year ago.
console: >
  Amazon Bedrock > Agents, open the agent, Edit in Agent builder, Memory, set the memory duration to 30 days or less (or
  disable memory), save and prepare.
cli: |
  # UpdateAgent replaces the whole configuration: pass the other settings of the agent along.
  aws bedrock-agent update-agent --agent-id AGENT --agent-name NAME --agent-resource-role-arn ROLE \
    --foundation-model MODEL --instruction "$INSTRUCTION" \
    --memory-configuration enabledMemoryTypes=SESSION_SUMMARY,storageDays=30
  aws bedrock-agent prepare-agent --agent-id AGENT
cloudformation: |
  Type: AWS::Bedrock::Agent
  Properties:
    MemoryConfiguration:
      EnabledMemoryTypes: [SESSION_SUMMARY]
      StorageDays: 30
terraform: |
  resource "aws_bedrockagent_agent" "this" {
    memory_configuration {
      enabled_memory_types = ["SESSION_SUMMARY"]
      storage_days         = 30
    }
  }
---*/
