/*---
id: AC-MEM-02
title: Agents forget within a year
severity: medium
subject: bedrockagentcore_memory
why: >
  Conversations and what was learned from them are personal data. What is kept for ever can leak for ever, and nobody
  can say what it is still needed for.
fix: Set eventExpiryDuration to 365 days or less, and a record expiry of 365 days or less on every memory strategy.
maps: {gdpr: ["Art.5(1)(e)"], soc2: ["P4.2"], owasp-llm: [LLM02]}
references: ["https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_CreateMemory.html"]
notes: Events always expire, within ten years at the latest; records of a strategy without an expiry of its own never do.
---*/
select m.arn as resource,
       m.event_expiry_days <= 365 and all_true(s.arn is null or (s.record_expiry_days between 1 and 365)) as passed,
       case when passed then 'everything expires within 365 days'
            when m.event_expiry_days > 365 then 'events are kept for ' || m.event_expiry_days || ' days'
            else 'lasting records of ' || string_agg(s.name, ', ' order by s.name)
                     filter (where not coalesce(s.record_expiry_days between 1 and 365, true)) || ' are kept longer' end as reason
from bedrockagentcore_memory m
left join bedrockagentcore_memory_strategy s on s.arn = m.arn
group by m.arn, m.event_expiry_days

/*---
attack: >
  Whoever gets at the memory, by a stolen session or by asking the agent as somebody else, gets every year of it. What was
  forgotten in time cannot be taken.
console: Amazon Bedrock AgentCore > Memory, open the memory, Edit, Short-term memory expiration.
cli: |
  aws bedrock-agentcore-control update-memory --memory-id MEMORY --event-expiry-duration 90
cloudformation: |
  Type: AWS::BedrockAgentCore::Memory
  Properties:
    Name: memory
    EventExpiryDuration: 90
terraform: |
  resource "aws_bedrockagentcore_memory" "this" {
    name                  = "memory"
    event_expiry_duration = 90
  }
---*/
