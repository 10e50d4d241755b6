/*---
id: AC-RT-02
title: Agents on AgentCore accept only tokens that were made out for them
severity: high
subject: bedrockagentcore_runtime
why: >
  An identity provider signs tokens for many applications. An agent that looks at the issuer alone serves whoever got a
  token for any of them.
fix: Name allowed audiences, clients, scopes or claims in the runtime's JWT authorizer, or let IAM authorise callers.
maps: {gdpr: ["Art.32(1)(b)"], hipaa: ["164.312(d)"], soc2: ["CC6.1"], mitre-atlas: [AML.M0019], owasp-llm: [LLM06]}
references: ["https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/runtime-oauth.html"]
notes: >
  A runtime is never open: without a JWT authorizer IAM authorises every caller, which passes. What can be wrong is a JWT
  authorizer that names nothing but the issuer.
---*/
select arn as resource,
       jwt_discovery_url = '' or len(jwt_limits) > 0 as passed,
       case when jwt_discovery_url = '' then 'IAM authorises callers'
            when passed then 'tokens of ' || jwt_discovery_url || ' are checked for ' || array_to_string(jwt_limits, ', ')
            else 'every token of ' || jwt_discovery_url || ' is accepted' end as reason
from bedrockagentcore_runtime

/*---
attack: >
  The attacker signs up for any application of the same identity provider and brings that token to the agent, which
  acts for them with its own role.
console: Amazon Bedrock AgentCore > Agent Runtime, open the agent, Inbound Auth, JSON Web Tokens, add allowed audiences or clients.
cli: |
  # UpdateAgentRuntime replaces the configuration: pass the runtime's other settings along.
  aws bedrock-agentcore-control update-agent-runtime --agent-runtime-id RUNTIME --role-arn ROLE \
    --agent-runtime-artifact 'containerConfiguration={containerUri=IMAGE}' \
    --network-configuration 'networkMode=VPC,networkModeConfig={subnets=[SUBNET],securityGroups=[GROUP]}' \
    --authorizer-configuration 'customJWTAuthorizer={discoveryUrl=URL,allowedAudience=[AUDIENCE]}'
cloudformation: |
  Type: AWS::BedrockAgentCore::Runtime
  Properties:
    AuthorizerConfiguration:
      CustomJWTAuthorizer:
        DiscoveryUrl: !Ref DiscoveryUrl
        AllowedAudience: [!Ref Audience]
terraform: |
  resource "aws_bedrockagentcore_agent_runtime" "this" {
    authorizer_configuration {
      custom_jwt_authorizer {
        discovery_url    = var.discovery_url
        allowed_audience = [var.audience]
      }
    }
  }
---*/
