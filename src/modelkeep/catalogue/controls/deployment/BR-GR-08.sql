/*---
id: BR-GR-08
title: Agents use a published version of their guardrail, not its working draft
severity: medium
subject: bedrock_agent
why: A working draft changes under the agent with every edit, tested or not, and nobody can tell later which rules were in force.
fix: Publish a version of the guardrail (aws bedrock create-guardrail-version) and name it in the agent.
maps:
  mitre-atlas: [AML.T0054]
  owasp-llm: [LLM01]
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-versions-create-manage.html"]
---*/
with caller as (
    select arn, arn as itself, account, region, guardrail_identifier, guardrail_version, 'the working draft' as what from bedrock_agent
    union all
    select a.arn, v.arn, v.account, v.region, v.guardrail_identifier, v.guardrail_version, 'version ' || v.version
    from bedrock_agent_version v join bedrock_agent a on a.arn = regexp_replace(v.arn, ':\d+$', '')
)
select arn as resource,
       guardrail_version <> 'DRAFT' as passed,
       what || ' uses ' || case when passed then 'version ' || guardrail_version || ' of the guardrail'
                               else 'the working draft of the guardrail' end as reason,
       [arn, itself] as uses
from caller
where guardrail_identifier is distinct from ''
