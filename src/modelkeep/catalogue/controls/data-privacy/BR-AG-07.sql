/*---
id: BR-AG-07
title: Agents forget a conversation within half an hour of silence
severity: low
subject: bedrock_agent
why: Until a session ends, whoever has its id goes on in it, with all that was confided before.
fix: Set idleSessionTTLInSeconds of the agent to 1800 or less.
maps:
  gdpr: ["Art.5(1)(e)", "Art.25"]
  owasp-llm: [LLM02]
references: ["https://docs.aws.amazon.com/bedrock/latest/APIReference/API_agent_CreateAgent.html"]
---*/
select arn as resource,
       idle_session_ttl_in_seconds <= 1800 as passed,
       'sessions end after ' || idle_session_ttl_in_seconds || ' seconds of silence' as reason
from bedrock_agent
