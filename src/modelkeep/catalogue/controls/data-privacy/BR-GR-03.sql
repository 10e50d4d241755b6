/*---
id: BR-GR-03
title: Guardrails block or mask personal data in prompts and answers
severity: high
subject: bedrock_guardrail
why: >
  Assistants repeat what they were told or trained on. A sensitive information filter stops names, card numbers and keys
  on their way into the model and out of it.
fix: >
  Add the kinds of personal data that must not pass (and patterns for your own identifiers) to the guardrail with action
  BLOCK or ANONYMIZE for input and output, and publish a version.
maps:
  gdpr: ["Art.25", "Art.5(1)(f)"]
  mitre-atlas: [AML.T0057]
  owasp-llm: [LLM02]
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-sensitive-filters.html"]
---*/
select g.arn as resource,
       coalesce(bool_or(s.input_action in ('BLOCK', 'ANONYMIZE')), false) as in_prompts,
       coalesce(bool_or(s.output_action in ('BLOCK', 'ANONYMIZE')), false) as in_answers,
       case when g.version is null then null else in_prompts and in_answers end as passed,
       case when passed then 'version ' || g.version || ' stops ' || count(s.arn) || ' kinds of data'
            when in_prompts then 'version ' || g.version || ' lets personal data out in answers'
            when in_answers then 'version ' || g.version || ' lets personal data in with prompts'
            else 'version ' || g.version || ' lets all personal data through' end as reason
from bedrock_guardrail g
left join bedrock_guardrail_sensitive_information s on s.arn = g.arn
group by g.arn, g.version
