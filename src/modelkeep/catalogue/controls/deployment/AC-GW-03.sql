/*---
id: AC-GW-03
title: Gateways do not tell callers the details of errors
severity: medium
subject: bedrockagentcore_gateway
why: Debug messages name functions, addresses and faults of what lies behind the gateway, and tell an attacker what to try next.
fix: Leave exceptionLevel out of the gateway's configuration; switch DEBUG on for tests only.
maps:
  gdpr: ["Art.32(1)(b)"]
  hipaa: ["164.312(a)(1)"]
  mitre-atlas: [AML.T0057]
references: ["https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-debug-messages.html"]
---*/
select arn as resource, exception_level <> 'DEBUG' as passed,
       case when exception_level = 'DEBUG' then 'callers get debug messages' else 'callers get generic messages' end as reason
from bedrockagentcore_gateway

/*---
attack: >
  The attacker sends malformed calls and reads from the debug messages which function failed, where, and on what.
console: Amazon Bedrock AgentCore > Gateways, open the gateway, Edit, Additional configurations, switch Exception level debug off.
cli: |
  # UpdateGateway replaces the configuration: pass the gateway's other settings along.
  aws bedrock-agentcore-control update-gateway --gateway-identifier GATEWAY --name NAME --role-arn ROLE \
    --authorizer-type AWS_IAM
  # Without --exception-level messages are generic.
cloudformation: |
  # Messages are generic where ExceptionLevel is left out.
  Type: AWS::BedrockAgentCore::Gateway
  Properties:
    AuthorizerType: AWS_IAM
terraform: |
  # Messages are generic where exception_level is left out.
  resource "aws_bedrockagentcore_gateway" "this" {
    authorizer_type = "AWS_IAM"
  }
---*/
