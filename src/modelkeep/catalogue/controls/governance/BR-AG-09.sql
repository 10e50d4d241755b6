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
  enforces on all models of the region counts too. Agents in a flow have a control of their own (BR-AG-01).
---*/
with enforced as (
    select account, region, any_true(len(excluded_models) = 0 and (len(included_models) = 0 or list_contains(included_models, 'ALL'))) as on_all
    from bedrock_enforced_guardrail_configuration
    group by all
)
select n.arn as resource,
       case when n.type is null then null
            else n.guardrail_identifier <> '' or case when e.account is null then false else e.on_all end end as passed,
       case when n.type is null then 'the steps of version ' || n.version || ' were not read'
            else 'step ' || n.name || ' of version ' || n.version
                 || case when n.guardrail_identifier <> '' then ' has guardrail ' || n.guardrail_identifier
                         when passed then ' has the guardrail that the account enforces'
                         else ' has no guardrail' end end as reason
from bedrock_flow_node n
left join enforced e on e.account = n.account and e.region = n.region
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
