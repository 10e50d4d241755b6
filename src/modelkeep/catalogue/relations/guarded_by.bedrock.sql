/*---
kind: guarded_by
doc: The guardrail that checks what goes in and comes out.
---*/
select arn as src, bedrock_arn(guardrail_identifier, 'guardrail', account, region) as dst from bedrock_agent
union all
select arn, bedrock_arn(guardrail_identifier, 'guardrail', account, region) from bedrock_agent_version
union all
select arn, guardrail_arn from bedrock_enforced_guardrail_configuration
