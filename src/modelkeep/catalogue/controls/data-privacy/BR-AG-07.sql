/*---
id: BR-AG-07
title: Agents forget a conversation within half an hour of silence
severity: low
subject: bedrock_agent
why: Until a session ends, whoever has its id goes on in it, with all that was confided before.
fix: Set idleSessionTTLInSeconds of the agent to 1800 or less.
maps: {gdpr: ["Art.5(1)(e)", Art.25], hipaa: ["164.312(a)(2)(iii)"], owasp-llm: [LLM02]}
references: ["https://docs.aws.amazon.com/bedrock/latest/APIReference/API_agent_CreateAgent.html"]
---*/
select arn as resource,
       idle_session_ttl_in_seconds <= 1800 as passed,
       'sessions end after ' || idle_session_ttl_in_seconds || ' seconds of silence' as reason
from bedrock_agent

/*---
attack: >
  An attacker who learns a session id, from a log or a shared device, asks the agent to repeat what was said before. The
  agent still remembers, because the session never ended.
console: >
  Amazon Bedrock > Agents, open the agent, Edit in Agent builder, Additional settings, set "Idle session timeout" to 30
  minutes or less, save and prepare.
cli: |
  # UpdateAgent replaces the whole configuration: pass the other settings of the agent along.
  aws bedrock-agent update-agent --agent-id AGENT --agent-name NAME --agent-resource-role-arn ROLE \
    --foundation-model MODEL --instruction "$INSTRUCTION" --idle-session-ttl-in-seconds 1800
  aws bedrock-agent prepare-agent --agent-id AGENT
cloudformation: |
  Type: AWS::Bedrock::Agent
  Properties:
    IdleSessionTTLInSeconds: 1800
terraform: |
  resource "aws_bedrockagent_agent" "this" {
    idle_session_ttl_in_seconds = 1800
  }
---*/
