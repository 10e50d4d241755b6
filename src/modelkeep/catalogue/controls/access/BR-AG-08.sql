/*---
id: BR-AG-08
title: Instructions and prompts of agents hold no secrets
severity: high
subject: bedrock_agent
why: Whatever stands in an agent's instruction can be talked out of it, and everybody who may describe the agent reads it.
fix: Take the secret out, change it, and let the function behind the action group fetch it from Secrets Manager.
maps:
  gdpr: ["Art.32(1)(b)"]
  hipaa: ["164.312(d)"]
  mitre-atlas: [AML.T0056, AML.T0057]
  owasp-llm: [LLM07, LLM02]
profiles: [baseline]
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/advanced-prompts.html"]
---*/
with text as (
    select arn, arn as itself, instruction_secret_kinds as kinds, 'the working draft' as what from bedrock_agent
    union all
    select a.arn, v.arn, v.instruction_secret_kinds, 'version ' || v.version
    from bedrock_agent_version v join bedrock_agent a on a.arn = regexp_replace(v.arn, ':\d+$', '')
)
select arn as resource,
       len(kinds) = 0 as passed,
       what || case when passed then ' holds none' else ' holds: ' || array_to_string(kinds, ', ') end as reason,
       [arn, itself] as uses
from text

/*---
attack: >
  Users get models to repeat their instructions with well-known tricks. A password in there is then in the chat, and
  everybody who may read the agent's configuration sees it anyway.
console: >
  Amazon Bedrock > Agents > the agent > Edit in Agent builder, take the secret out of the instructions; Save, Prepare
  and create a new version. Change the secret.
cli: |
  aws bedrock-agent update-agent --agent-id AGENT --agent-name NAME --foundation-model MODEL --agent-resource-role-arn ROLE \
    --instruction file://instruction.txt
  aws bedrock-agent prepare-agent --agent-id AGENT
  aws bedrock-agent delete-agent-version --agent-id AGENT --agent-version OLD_VERSION
cloudformation: |
  Type: AWS::Bedrock::Agent
  Properties:
    Instruction: You answer questions about claims. Use the action group to look them up.
terraform: |
  resource "aws_bedrockagent_agent" "this" {
    instruction = "You answer questions about claims. Use the action group to look them up."
  }
---*/
