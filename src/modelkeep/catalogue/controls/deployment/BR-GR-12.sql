/*---
id: BR-GR-12
title: Agents use the newest version of their guardrail
severity: low
subject: bedrock_agent
why: What you learned from the last attack and put into the guardrail protects nobody while agents stay on the version before.
fix: Name the newest version in the agent, prepare the agent, and let its alias serve a new version of it.
maps:
  mitre-atlas: [AML.T0054]
  owasp-llm: [LLM01]
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-versions-create-manage.html"]
notes: Guardrails of other accounts and working drafts are left out; see BR-GR-08.
---*/
with caller as (
    select arn, arn as itself, account, region, guardrail_identifier, guardrail_version, 'the working draft' as what from bedrock_agent
    union all
    select a.arn, v.arn, v.account, v.region, v.guardrail_identifier, v.guardrail_version, 'version ' || v.version
    from bedrock_agent_version v join bedrock_agent a on a.arn = regexp_replace(v.arn, ':\d+$', '')
),
used as (
    select *, bedrock_arn(guardrail_identifier, 'guardrail', account, region) as guardrail_arn from caller
    where guardrail_identifier is distinct from '' and guardrail_version is distinct from 'DRAFT'
),
newest as (select guardrail_arn, max(version) as version from bedrock_guardrail_version group by guardrail_arn)
select u.arn as resource,
       try_cast(u.guardrail_version as bigint) >= n.version as passed,
       u.what || ' uses version ' || u.guardrail_version || ' of the guardrail'
           || case when passed then '' else ' while the newest is ' || n.version end as reason,
       [u.arn, u.itself, u.guardrail_arn] as uses
from used u
left join newest n on n.guardrail_arn = u.guardrail_arn
where u.guardrail_arn is null or account_of(u.guardrail_arn) = u.account

/*---
attack: >
  A jailbreak that worked last month was closed in a newer version of the guardrail. The agent still uses the old one, so
  the published trick works on it as before.
console: >
  Amazon Bedrock > Agents, open the agent, Edit in Agent builder, Guardrail details, choose the newest version, save,
  prepare, and let the alias use a new version of the agent.
cli: |
  aws bedrock list-guardrails --guardrail-identifier GUARDRAIL --query 'guardrails[].version'
  # UpdateAgent replaces the whole configuration: pass the other settings of the agent along.
  aws bedrock-agent update-agent --agent-id AGENT --agent-name NAME --agent-resource-role-arn ROLE \
    --foundation-model MODEL --instruction "$INSTRUCTION" \
    --guardrail-configuration guardrailIdentifier=GUARDRAIL,guardrailVersion=NEWEST
  aws bedrock-agent prepare-agent --agent-id AGENT
  # An alias that is made without a route makes a version of the agent as it is now.
  aws bedrock-agent create-agent-alias --agent-id AGENT --agent-alias-name NEW_ALIAS
cloudformation: |
  Type: AWS::Bedrock::Agent
  Properties:
    GuardrailConfiguration:
      GuardrailIdentifier: !Ref GuardrailId
      GuardrailVersion: !GetAtt NewestVersion.Version
terraform: |
  resource "aws_bedrockagent_agent" "this" {
    guardrail_configuration {
      guardrail_identifier = aws_bedrock_guardrail.this.guardrail_id
      guardrail_version    = aws_bedrock_guardrail_version.newest.version
    }
  }
---*/
