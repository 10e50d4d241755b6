/*---
id: AC-RT-03
title: Agents on AgentCore get credentials through version 2 of the metadata service only
severity: high
subject: bedrockagentcore_runtime
why: >
  The metadata service hands the agent its role's credentials. Version 1 answers every plain request, so that an agent
  which fetches addresses for its users can be made to fetch its own keys.
fix: Update the runtime with metadataConfiguration.requireMMDSV2 set to true.
maps: {gdpr: ["Art.32(1)(b)"], hipaa: ["164.312(a)(1)"], soc2: ["CC6.1"], mitre-atlas: [AML.T0055], owasp-llm: [LLM06]}
references: ["https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_RuntimeMetadataConfiguration.html"]
notes: Where AWS leaves the setting out of its reply it documents no default, and the answer is UNKNOWN.
---*/
select arn as resource, requires_mmds_v2 as passed,
       case when requires_mmds_v2 then 'version 2 is required'
            when not requires_mmds_v2 then 'version 1 is answered too'
            else 'AWS does not tell whether version 2 is required' end as reason
from bedrockagentcore_runtime

/*---
attack: >
  The attacker asks the agent to summarise a link that points at the metadata service. With version 1 the answer holds the
  keys of the agent's role, and they work anywhere.
console: The console has no switch for it; use the CLI.
cli: |
  # UpdateAgentRuntime replaces the configuration: pass the runtime's other settings along.
  aws bedrock-agentcore-control update-agent-runtime --agent-runtime-id RUNTIME --role-arn ROLE \
    --agent-runtime-artifact 'containerConfiguration={containerUri=IMAGE}' \
    --network-configuration 'networkMode=VPC,networkModeConfig={subnets=[SUBNET],securityGroups=[GROUP]}' \
    --metadata-configuration requireMMDSV2=true
cloudformation: AWS::BedrockAgentCore::Runtime documents no property for it; use the CLI.
terraform: The aws_bedrockagentcore_agent_runtime resource documents no argument for it; use the CLI.
---*/
