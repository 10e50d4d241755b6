/*---
id: BR-GR-06
title: Guardrails use the standard tier of content filters
severity: low
subject: bedrock_guardrail
why: >
  The standard tier recognises more kinds of prompt attacks, in more languages and with typing errors, than the classic tier,
  which attackers evade by changing the language.
fix: Choose the STANDARD tier in the content filters of the guardrail (it needs a cross-Region guardrail profile), and publish a version.
maps:
  mitre-atlas: [AML.T0051]
  owasp-llm: [LLM01]
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-tiers.html"]
---*/
select arn as resource,
       content_filters_tier = 'STANDARD' as passed,
       'version ' || version || ' has tier ' || content_filters_tier as reason
from bedrock_guardrail
where content_filters_tier is distinct from ''
