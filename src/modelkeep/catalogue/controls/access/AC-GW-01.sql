/*---
id: AC-GW-01
title: Gateways to agents' tools ask who is calling
severity: critical
subject: bedrockagentcore_gateway
why: >
  A gateway puts functions and APIs of yours on the internet as tools. One that authorises nobody lets everybody call them
  with the gateway's rights.
fix: Set authorizerType to AWS_IAM, or to CUSTOM_JWT with the audiences or clients that may call.
maps:
  gdpr: ["Art.32(1)(b)"]
  hipaa: ["164.312(a)(1)", "164.312(d)"]
  aws-fsbp: [BedrockAgentCore.2]
  aws-ai-security: [BedrockAgentCore.2]
  soc2: ["CC6.1"]
  mitre-atlas: [AML.M0019]
  owasp-llm: [LLM06]
profiles: [baseline]
peers: {securityhub: [BedrockAgentCore.2], config: [bedrockagentcore-gateway-authorizer-enabled]}
references: ["https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-inbound-auth.html"]
notes: >
  AUTHENTICATE_ONLY leaves the decision to a policy engine, an interceptor or the tool behind it: it passes with a policy
  engine that enforces; else it is UNKNOWN, as what the interceptor or tool does cannot be read.
---*/
select arn as resource,
       case when authorizer_type in ('AWS_IAM', 'CUSTOM_JWT') then true
            when authorizer_type = 'AUTHENTICATE_ONLY' and policy_engine_mode = 'ENFORCE' then true
            when authorizer_type = 'NONE' then false end as passed,
       case when authorizer_type = 'NONE' then 'callers are not authorised'
            when authorizer_type = 'AUTHENTICATE_ONLY' and passed is null
            then 'callers are known but not authorised by the gateway; look at its interceptor and targets'
            else 'callers are authorised by ' || authorizer_type end as reason
from bedrockagentcore_gateway

/*---
attack: >
  The attacker finds the gateway's address, lists its tools as any MCP client does, and calls them without a password.
console: Amazon Bedrock AgentCore > Gateways > Create gateway, Inbound Auth configurations, IAM permissions or JSON Web Tokens.
cli: |
  # UpdateGateway replaces the configuration: pass the gateway's other settings along.
  aws bedrock-agentcore-control update-gateway --gateway-identifier GATEWAY --name NAME --role-arn ROLE \
    --authorizer-type AWS_IAM
cloudformation: |
  Type: AWS::BedrockAgentCore::Gateway
  Properties:
    AuthorizerType: AWS_IAM
terraform: |
  resource "aws_bedrockagentcore_gateway" "this" {
    authorizer_type = "AWS_IAM"
  }
---*/
