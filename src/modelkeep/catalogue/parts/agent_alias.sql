/*---
kind: agent_alias
doc: The aliases by which the agent is talked to.
---*/
select agent_arn as src, arn as dst from bedrock_agent_alias
