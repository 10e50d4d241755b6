/*---
kind: guarded_by
doc: The guardrail that checks what goes in and out of a step of a flow.
---*/
select arn as src, bedrock_arn(guardrail_identifier, 'guardrail', account, region) as dst from bedrock_flow_node
