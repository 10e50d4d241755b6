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
notes: A guardrail that the account or its organisation enforces on all models of the region counts too.
---*/
with caller as (
    select arn, arn as itself, account, region, guardrail_identifier, 'the working draft' as what from bedrock_agent
    union all
    select a.arn, v.arn, v.account, v.region, v.guardrail_identifier, 'version ' || v.version
    from bedrock_agent_version v join bedrock_agent a on a.arn = regexp_replace(v.arn, ':\d+$', '')
),
enforced as (
    select 'account' as enforced_by, account, region, included_models, excluded_models from bedrock_enforced_guardrail_configuration
    union all
    select 'organisation', account, applies_in, included_models, excluded_models from organizations_effective_bedrock_policy_guardrail
),
binding as (
    select account, region, any_true(binds_all_models(included_models, excluded_models)) as on_all,
           any_true(enforced_by = 'account' and binds_all_models(included_models, excluded_models)) as by_account
    from enforced group by all
)
select c.arn as resource,
       c.guardrail_identifier <> '' or case when e.account is null then false else e.on_all end
           or case when p.configured is not null then false end as passed,
       c.what || case when c.guardrail_identifier <> '' then ' has guardrail ' || c.guardrail_identifier
                      when e.by_account then ' has the guardrail that the account enforces'
                      when passed then ' has the guardrail that the organisation enforces'
                      when passed is null and c.guardrail_identifier = '' and p.configured is null
                      then ' has no guardrail of its own, and what the organisation enforces was not read'
                      else ' has no guardrail' end as reason,
       case when c.guardrail_identifier <> '' or e.by_account then [c.arn, c.itself] else [c.arn, c.itself, p.arn] end as uses
from caller c
left join binding e on e.account = c.account and e.region = c.region
left join organizations_effective_bedrock_policy p on p.account = c.account

/*---
attack: >
  A user, or a document that the agent reads, talks it into answers and actions that it was not made for. Without a
  guardrail nothing checks what goes in and what comes out.
console: >
  Amazon Bedrock > Agents > the agent > Edit in Agent builder, Guardrail details > Edit, choose guardrail and version;
  Save, Prepare, and let the alias serve a new version.
cli: |
  aws bedrock-agent update-agent --agent-id AGENT --agent-name NAME --foundation-model MODEL --agent-resource-role-arn ROLE \
    --instruction "$INSTRUCTION" --guardrail-configuration guardrailIdentifier=GUARDRAIL,guardrailVersion=1
  aws bedrock-agent prepare-agent --agent-id AGENT
  aws bedrock-agent update-agent-alias --agent-id AGENT --agent-alias-id ALIAS --agent-alias-name NAME
cloudformation: |
  Type: AWS::Bedrock::Agent
  Properties:
    GuardrailConfiguration:
      GuardrailIdentifier: !Ref Guardrail
      GuardrailVersion: !GetAtt GuardrailVersion.Version
terraform: |
  resource "aws_bedrockagent_agent" "this" {
    guardrail_configuration = [{
      guardrail_identifier = aws_bedrock_guardrail.this.guardrail_id
      guardrail_version    = aws_bedrock_guardrail_version.this.version
    }]
  }
---*/
