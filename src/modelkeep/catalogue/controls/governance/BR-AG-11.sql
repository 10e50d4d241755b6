/*---
id: BR-AG-11
title: Agents cannot operate a computer, a shell or a text editor
severity: high
subject: bedrock_agent
why: >
  With the model maker's computer use, one hidden instruction on a web page clicks, types and runs commands wherever the
  application lets the agent work.
fix: Disable action groups with the parent signatures ANTHROPIC.Computer, ANTHROPIC.Bash and ANTHROPIC.TextEditor.
maps: {iso-42001: [A.9.4], mitre-atlas: [AML.T0053, AML.M0028], owasp-llm: [LLM06]}
profiles: [baseline]
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/agents-computer-use.html"]
---*/
with ability as (
    select arn, any_true(parent_action_signature like 'ANTHROPIC.%') as operates,
           string_agg(parent_action_signature, ', ' order by parent_action_signature)
               filter (where parent_action_signature like 'ANTHROPIC.%') as signatures
    from bedrock_agent_action_group
    where action_group_state is distinct from 'DISABLED'
    group by arn
)
select a.arn as resource,
       case when b.arn is null then true else not b.operates end as passed,
       case when passed then 'no such action group is enabled' else 'enabled: ' || b.signatures end as reason
from bedrock_agent a
left join ability b on b.arn = a.arn

/*---
attack: >
  A web page that the agent reads tells it to open a shell and run a command, and an agent with a shell does. Then the
  attacker has the role and the files of the machine behind it.
console: >
  Amazon Bedrock > Agents > the agent > Edit in Agent builder, Action groups > the group that operates a computer, and
  set "Action status" to Disable; Save and Prepare.
cli: |
  aws bedrock-agent update-agent-action-group --agent-id AGENT --agent-version DRAFT --action-group-id GROUP \
    --action-group-name NAME --parent-action-group-signature ANTHROPIC.Bash --action-group-state DISABLED
  aws bedrock-agent prepare-agent --agent-id AGENT
cloudformation: |
  Type: AWS::Bedrock::Agent
  Properties:
    ActionGroups:
      - ActionGroupName: shell
        ActionGroupState: DISABLED
terraform: |
  resource "aws_bedrockagent_agent_action_group" "shell" {
    action_group_name  = "shell"
    action_group_state = "DISABLED"
    agent_id           = aws_bedrockagent_agent.this.agent_id
    agent_version      = "DRAFT"
  }
---*/
