/*---
id: BR-AG-03
title: Every agent has a role of its own
severity: medium
subject: bedrock_agent
why: Agents that share a role have each other's rights, and the audit log cannot tell which of them acted.
fix: Create one service role per agent.
maps:
  gdpr: [Art.25, "Art.32(1)(b)"]
  hipaa: ["164.308(a)(4)"]
  soc2: ["CC6.3"]
  mitre-atlas: [AML.T0053, AML.M0026]
  owasp-llm: [LLM06]
peers: {prowler: [bedrock_agent_role_not_shared_across_agents]}
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/agents-permissions.html"]
---*/
with shared as (select agent_resource_role_arn as role_arn, count(*) as agents from bedrock_agent group by 1),
unread as (select account, count(*) as agents from bedrock_agent where agent_resource_role_arn is null group by 1)
select a.arn as resource,
       case when s.agents > 1 then false when a.agent_resource_role_arn is null or u.agents > 0 then null else true end as passed,
       case when s.agents > 1 then s.agents || ' agents share ' || a.agent_resource_role_arn
            when passed then 'no other agent has its role'
            else 'the roles of ' || u.agents || ' agents are unknown' end as reason
from bedrock_agent a
left join shared s on s.role_arn = a.agent_resource_role_arn
left join unread u on u.account = a.account

/*---
attack: >
  Who takes over the weakest of the agents, by a hidden sentence in a document, has the rights of all that share its
  role: their knowledge bases, models and functions.
console: >
  IAM > Roles > Create role, one for the agent. Then Amazon Bedrock > Agents > the agent > Edit in Agent builder,
  Agent resource role: Use an existing service role; Save and Prepare.
cli: |
  aws iam create-role --role-name AGENT_ROLE --assume-role-policy-document file://trust.json
  aws bedrock-agent update-agent --agent-id AGENT --agent-name NAME --foundation-model MODEL \
    --instruction "$INSTRUCTION" --agent-resource-role-arn arn:aws:iam::ACCOUNT:role/AGENT_ROLE
  aws bedrock-agent prepare-agent --agent-id AGENT
cloudformation: |
  Type: AWS::Bedrock::Agent
  Properties:
    AgentName: claims
    AgentResourceRoleArn: !GetAtt ClaimsAgentRole.Arn
terraform: |
  resource "aws_bedrockagent_agent" "claims" {
    agent_name              = "claims"
    agent_resource_role_arn = aws_iam_role.claims_agent.arn
  }
---*/
