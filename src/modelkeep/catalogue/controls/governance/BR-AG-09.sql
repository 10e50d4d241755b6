/*---
id: BR-AG-09
title: Steps of flows that ask a model do so behind a guardrail
severity: medium
subject: bedrock_flow
complete: [bedrock_enforced_guardrail_configuration]
why: >
  A flow hands what users and documents say from step to step. A prompt in it without a guardrail passes hidden instructions on
  to everything that follows.
fix: Set a guardrail on every prompt node and on knowledge base nodes that generate answers, and publish a new version.
maps:
  gdpr: [Art.25]
  mitre-atlas: [AML.T0051]
  owasp-llm: [LLM01]
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/flows-guardrails.html"]
notes: >
  Judged are the working draft and the versions that aliases serve, with the steps inside loops. A guardrail that the account
  or its organisation enforces on all models of the region counts too. Agents in a flow have a control of their own (BR-AG-01).
---*/
with enforced as (
    select 'account' as enforced_by, account, region, included_models, excluded_models from bedrock_enforced_guardrail_configuration
    union all
    select 'organisation', account, applies_in, included_models, excluded_models from organizations_effective_bedrock_policy_guardrail
),
binding as (
    select account, region, any_true(binds_all_models(included_models, excluded_models)) as on_all,
           any_true(enforced_by = 'account' and binds_all_models(included_models, excluded_models)) as by_account
    from enforced group by all
)
select n.arn as resource,
       case when n.type is null then null
            else n.guardrail_identifier <> '' or case when e.account is null then false else e.on_all end
                 or case when p.configured is not null then false end end as passed,
       case when n.type is null then 'the steps of version ' || n.version || ' were not read'
            else 'step ' || n.name || ' of version ' || n.version
                 || case when n.guardrail_identifier <> '' then ' has guardrail ' || n.guardrail_identifier
                         when e.by_account then ' has the guardrail that the account enforces'
                         when passed then ' has the guardrail that the organisation enforces'
                         when passed is null and n.guardrail_identifier = '' and p.configured is null
                         then ' has no guardrail of its own, and what the organisation enforces was not read'
                         else ' has no guardrail' end end as reason,
       case when n.guardrail_identifier <> '' or e.by_account then [n.arn] else [n.arn, p.arn] end as uses
from bedrock_flow_node n
left join binding e on e.account = n.account and e.region = n.region
left join organizations_effective_bedrock_policy p on p.account = n.account
where n.asks_model is distinct from false

/*---
attack: >
  A customer writes an instruction into a form. The flow's first prompt obeys it and hands it on as its own answer to a
  step that sends mail.
console: Amazon Bedrock > Flows, open the flow, Edit in flow builder, choose the prompt or knowledge base node, Guardrail, save, Publish version.
cli: |
  # Set guardrailConfiguration in each prompt and knowledge base node of the definition.
  aws bedrock-agent get-flow --flow-identifier FLOW --query definition > definition.json
  aws bedrock-agent update-flow --flow-identifier FLOW --name NAME --execution-role-arn ROLE --definition file://definition.json
  aws bedrock-agent prepare-flow --flow-identifier FLOW
  aws bedrock-agent create-flow-version --flow-identifier FLOW
cloudformation: |
  Type: AWS::Bedrock::Flow
  Properties:
    Definition:
      Nodes:
        - Name: answer
          Type: Prompt
          Configuration:
            Prompt:
              GuardrailConfiguration:
                GuardrailIdentifier: !GetAtt Guardrail.GuardrailArn
                GuardrailVersion: "1"
terraform: |
  resource "aws_bedrockagent_flow" "this" {
    definition {
      node {
        name = "answer"
        type = "Prompt"
        configuration {
          prompt {
            guardrail_configuration {
              guardrail_identifier = aws_bedrock_guardrail.this.guardrail_arn
              guardrail_version    = aws_bedrock_guardrail_version.this.version
            }
          }
        }
      }
    }
  }
---*/
