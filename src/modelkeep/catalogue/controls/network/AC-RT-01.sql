/*---
id: AC-RT-01
title: Agents on AgentCore run in your VPC
severity: high
subject: bedrockagentcore_runtime
why: >
  In public network mode an agent talks to the whole internet past your security groups, endpoints and flow logs. One
  hidden instruction in a document is enough to carry data away.
fix: Set networkMode to VPC with your subnets and security groups.
maps:
  gdpr: ["Art.32(1)(b)"]
  hipaa: ["164.312(e)(1)"]
  aws-fsbp: [BedrockAgentCore.1]
  aws-ai-security: [BedrockAgentCore.1]
  soc2: ["CC6.6"]
  mitre-atlas: [AML.T0025]
  owasp-llm: [LLM06]
peers: {securityhub: [BedrockAgentCore.1], config: [bedrockagentcore-runtime-private-network-required]}
references: ["https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/agentcore-vpc.html"]
---*/
select arn as resource, network_mode = 'VPC' as passed, 'network mode ' || network_mode as reason
from bedrockagentcore_runtime

/*---
attack: >
  A page that the agent reads tells it to send what it knows to a host of the attacker's. In public mode no security group,
  endpoint policy or flow log of yours sees the request.
console: Amazon Bedrock AgentCore > Agent Runtime, open the agent, update its hosting, Network mode VPC, choose subnets and security groups.
cli: |
  # UpdateAgentRuntime replaces the configuration: pass the runtime's other settings along.
  aws bedrock-agentcore-control update-agent-runtime --agent-runtime-id RUNTIME --role-arn ROLE \
    --agent-runtime-artifact 'containerConfiguration={containerUri=IMAGE}' \
    --network-configuration 'networkMode=VPC,networkModeConfig={subnets=[SUBNET],securityGroups=[GROUP]}'
cloudformation: |
  Type: AWS::BedrockAgentCore::Runtime
  Properties:
    NetworkConfiguration:
      NetworkMode: VPC
      NetworkModeConfig:
        Subnets: [!Ref Subnet]
        SecurityGroups: [!Ref SecurityGroup]
terraform: |
  resource "aws_bedrockagentcore_agent_runtime" "this" {
    network_configuration {
      network_mode = "VPC"
      network_mode_config {
        subnets         = [aws_subnet.this.id]
        security_groups = [aws_security_group.this.id]
      }
    }
  }
---*/
