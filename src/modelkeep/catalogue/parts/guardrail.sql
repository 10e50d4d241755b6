/*---
kind: guardrail
doc: The guardrails that check what goes in and comes out.
---*/
select model as src, arn as dst from model_resource where arn like 'arn:%:bedrock:%:guardrail/%'
