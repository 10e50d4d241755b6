/*---
id: BR-GR-08
title: Agents use a published version of their guardrail, not its working draft
severity: medium
subject: bedrock_agent
why: A working draft changes under the agent with every edit, tested or not, and nobody can tell later which rules were in force.
fix: Publish a version of the guardrail (aws bedrock create-guardrail-version) and name it in the agent.
maps: {iso-42001: [A.6.2.5], mitre-atlas: [AML.T0054], owasp-llm: [LLM01]}
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

/*---
attack: >
  Whoever may edit the guardrail loosens a filter in the working draft, lets the agent talk, and puts the filter back.
  No version records what was in force.
console: >
  Amazon Bedrock > Guardrails, open the guardrail, Create version. Then Agents, open the agent, Edit in Agent builder,
  Guardrail details, choose that version, save, prepare, and let the alias use a new version of the agent.
cli: |
  aws bedrock create-guardrail-version --guardrail-identifier GUARDRAIL
  # UpdateAgent replaces the whole configuration: pass the other settings of the agent along.
  aws bedrock-agent update-agent --agent-id AGENT --agent-name NAME --agent-resource-role-arn ROLE \
    --foundation-model MODEL --instruction "$INSTRUCTION" \
    --guardrail-configuration guardrailIdentifier=GUARDRAIL,guardrailVersion=VERSION
  aws bedrock-agent prepare-agent --agent-id AGENT
  # An alias that is made without a route makes a version of the agent as it is now.
  aws bedrock-agent create-agent-alias --agent-id AGENT --agent-alias-name NEW_ALIAS
cloudformation: |
  Version:
    Type: AWS::Bedrock::GuardrailVersion
    Properties:
      GuardrailIdentifier: !Ref GuardrailId
  Agent:
    Type: AWS::Bedrock::Agent
    Properties:
      GuardrailConfiguration:
        GuardrailIdentifier: !Ref GuardrailId
        GuardrailVersion: !GetAtt Version.Version
terraform: |
  resource "aws_bedrock_guardrail_version" "this" {
    guardrail_arn = aws_bedrock_guardrail.this.guardrail_arn
  }

  resource "aws_bedrockagent_agent" "this" {
    guardrail_configuration {
      guardrail_identifier = aws_bedrock_guardrail.this.guardrail_id
      guardrail_version    = aws_bedrock_guardrail_version.this.version
    }
  }
---*/
