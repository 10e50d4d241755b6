/*---
id: AC-TL-01
title: Browsers and code interpreters of agents do not reach the whole internet
severity: high
subject: bedrockagentcore_code_interpreter_custom
also: [bedrockagentcore_browser_custom]
why: >
  These tools run code and open pages that a model made up, often after reading what a stranger wrote. On the public
  network they can send data anywhere.
fix: Use network mode VPC, or SANDBOX for code interpreters that need nothing but S3 and DNS.
maps:
  gdpr: ["Art.32(1)(b)"]
  hipaa: ["164.312(e)(1)"]
  aws-fsbp: [BedrockAgentCore.5]
  aws-ai-security: [BedrockAgentCore.7, BedrockAgentCore.5]
  soc2: ["CC6.6"]
  mitre-atlas: [AML.T0025, AML.T0086]
  owasp-llm: [LLM06]
peers: {securityhub: [BedrockAgentCore.5, BedrockAgentCore.7], config: [bedrockagentcore-browsercustom-network-mode-not-public, bedrockagentcore-codeinterpreter-networkmode-check]}
references: ["https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/agentcore-vpc.html"]
notes: AC-TL-01-RECORDING asks whether browsers record; the row of the research list had both.
---*/
select arn as resource, network_mode in ('VPC', 'SANDBOX') as passed, 'network mode ' || network_mode as reason
from bedrockagentcore_code_interpreter_custom
union all
select arn, network_mode = 'VPC', 'network mode ' || network_mode from bedrockagentcore_browser_custom

/*---
attack: >
  A document tells the agent to run a line of Python. The line reads what the interpreter was given and posts it to the
  attacker's host.
console: Amazon Bedrock AgentCore > Built-in tools > Create code interpreter tool or Create browser tool, Network settings, VPC or Sandbox.
cli: |
  aws bedrock-agentcore-control create-code-interpreter --name NAME --network-configuration networkMode=SANDBOX
  aws bedrock-agentcore-control create-browser --name NAME \
    --network-configuration 'networkMode=VPC,vpcConfig={subnets=[SUBNET],securityGroups=[GROUP]}'
cloudformation: |
  Type: AWS::BedrockAgentCore::BrowserCustom
  Properties:
    Name: browser
    NetworkConfiguration:
      NetworkMode: VPC
      VpcConfig:
        Subnets: [!Ref Subnet]
        SecurityGroups: [!Ref SecurityGroup]
terraform: |
  resource "aws_bedrockagentcore_code_interpreter" "this" {
    name = "interpreter"
    network_configuration {
      network_mode = "SANDBOX"
    }
  }
---*/
