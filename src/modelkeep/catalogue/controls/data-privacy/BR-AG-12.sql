/*---
id: BR-AG-12
title: Agents remember conversations for at most 30 days
severity: low
subject: bedrock_agent
why: What an agent remembers about a person can be drawn out by a later prompt, and must not be kept longer than needed.
fix: Set storageDays of the agent's memory to 30 or less, or turn memory off.
maps:
  gdpr: ["Art.5(1)(e)"]
  owasp-llm: [LLM02]
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/agents-memory.html"]
---*/
select arn as resource,
       memory_storage_days <= 30 as passed,
       'summaries of sessions are kept for ' || memory_storage_days || ' days' as reason
from bedrock_agent
where memory_storage_days is distinct from 0
