/*---
id: BR-AG-01
title: Agents answer behind a guardrail
severity: high
subject: bedrock_agent
complete: [bedrock_enforced_guardrail_configuration]
why: >
  An agent acts on what it reads. Without a guardrail, one sentence hidden in a document or an e-mail can turn it against
  the people that it works for.
fix: Associate a published guardrail with the agent, prepare it, and let its alias serve a new version.
maps:
  gdpr: [Art.25]
  nist-ai-rmf: ["MAP 4.2"]
  mitre-atlas: [AML.T0051, AML.T0054, AML.M0020]
  owasp-llm: [LLM01, LLM06]
profiles: [baseline]
peers: {prowler: [bedrock_agent_guardrail_enabled], checkov: [CKV_AWS_383]}
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/agents-guardrail.html"]
notes: A guardrail that the account enforces on all models of the region counts too.
---*/
with caller as (
    select arn, arn as itself, account, region, guardrail_identifier, 'the working draft' as what from bedrock_agent
    union all
    select a.arn, v.arn, v.account, v.region, v.guardrail_identifier, 'version ' || v.version
    from bedrock_agent_version v join bedrock_agent a on a.arn = regexp_replace(v.arn, ':\d+$', '')
),
enforced as (
    select account, region, any_true(len(excluded_models) = 0 and (len(included_models) = 0 or list_contains(included_models, 'ALL'))) as on_all
    from bedrock_enforced_guardrail_configuration
    group by all
)
select c.arn as resource,
       c.guardrail_identifier <> '' or case when e.account is null then false else e.on_all end as passed,
       c.what || case when c.guardrail_identifier <> '' then ' has guardrail ' || c.guardrail_identifier
                      when passed then ' has the guardrail that the account enforces'
                      else ' has no guardrail' end as reason,
       [c.arn, c.itself] as uses
from caller c
left join enforced e on e.account = c.account and e.region = c.region
