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
