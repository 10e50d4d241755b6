/*---
id: BR-AG-06
title: Agents ask before they change anything
severity: high
subject: bedrock_agent
why: >
  A document with hidden instructions can make an agent refund, delete or send. When the person must confirm, the attack
  stops at a question.
fix: Set requireConfirmation to ENABLED on functions, or x-requireConfirmation on API operations, that change something.
maps:
  nist-ai-rmf: ["MAP 3.5"]
  eu-ai-act: ["Art.14(1)"]
  mitre-atlas: [AML.T0053, AML.M0029]
  owasp-llm: [LLM06, LLM01]
profiles: [baseline]
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/agents-userconfirmation.html"]
notes: >
  API operations with POST, PUT, PATCH or DELETE count, and functions whose name does not begin with a verb of reading. Groups
  that hand the action back to the application are left out: it can ask by itself.
---*/
select g.arn as resource,
       a.requires_confirmation as passed,
       coalesce('action ' || a.action, 'the actions') || ' of ' || coalesce(g.action_group_name, g.action_group_id)
           || case when passed then ' asks for confirmation'
                   when a.action is null then ' are in a schema that was not read'
                   else ' acts without confirmation' end as reason
from bedrock_agent b
join bedrock_agent_action_group g on g.arn = b.arn
join bedrock_agent_action a on a.arn = g.arn and a.action_group_id = g.action_group_id
where g.action_group_state is distinct from 'DISABLED' and g.returns_control is distinct from true
      and (a.http_method is null or a.http_method in ('POST', 'PUT', 'PATCH', 'DELETE')
           or (a.http_method = ''
               and not regexp_matches(a.action, '^(?i:get|list|describe|search|find|look|read|query|fetch|check|retrieve|view|show|count)([^a-z]|$|(?i:up))')))

/*---
attack: >
  A sentence hidden in an e-mail or a document tells the agent to pay, delete or send something, and the agent does
  it: no person is asked before the action runs.
console: >
  Amazon Bedrock > Agents > the agent > Edit in Agent builder, Action groups > the group, each function that changes
  something: set "Confirmation of action group function" to Enabled.
cli: |
  aws bedrock-agent update-agent-action-group --agent-id AGENT --agent-version DRAFT --action-group-id GROUP --action-group-name NAME \
    --action-group-executor lambda=FUNCTION_ARN \
    --function-schema '{"functions": [{"name": "cancel_order", "requireConfirmation": "ENABLED"}]}'
  aws bedrock-agent prepare-agent --agent-id AGENT
cloudformation: |
  Type: AWS::Bedrock::Agent
  Properties:
    ActionGroups:
      - ActionGroupName: orders
        FunctionSchema:
          Functions:
            - Name: cancel_order
              RequireConfirmation: ENABLED
terraform: |
  resource "awscc_bedrock_agent" "this" {
    action_groups = [{
      action_group_name = "orders"
      function_schema = {
        functions = [{
          name                 = "cancel_order"
          require_confirmation = "ENABLED"
        }]
      }
    }]
  }
---*/
