/*---
id: AC-GW-02
title: Gateways enforce a policy on which tools may be called
severity: high
subject: bedrockagentcore_gateway
why: >
  Whoever may call the gateway may call all its tools. A policy engine decides per caller, tool and argument, outside
  the model, where no prompt can talk it round.
fix: Attach a policy engine to the gateway and set its mode to ENFORCE once its decisions in LOG_ONLY are right.
maps: {gdpr: [Art.25], hipaa: ["164.312(a)(1)"], iso-42001: [A.9.2], mitre-atlas: [AML.M0028], owasp-llm: [LLM06]}
references: ["https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/policy.html"]
---*/
select arn as resource, policy_engine_mode = 'ENFORCE' as passed,
       case policy_engine_mode when '' then 'no policy engine' when 'LOG_ONLY' then 'the policy engine only logs'
            else 'the policy engine is in mode ' || policy_engine_mode end as reason
from bedrockagentcore_gateway

/*---
attack: >
  A hidden instruction makes the agent call a tool that its user has no business with. The gateway passes the call on,
  since nothing there knows what this caller may do.
console: Amazon Bedrock AgentCore > Policy, create a policy engine with policies, associate it with the gateway, mode Enforce.
cli: |
  # UpdateGateway replaces the configuration: pass the gateway's other settings along.
  aws bedrock-agentcore-control update-gateway --gateway-identifier GATEWAY --name NAME --role-arn ROLE \
    --authorizer-type AWS_IAM --policy-engine-configuration arn=POLICY_ENGINE_ARN,mode=ENFORCE
cloudformation: |
  Type: AWS::BedrockAgentCore::Gateway
  Properties:
    PolicyEngineConfiguration:
      Arn: !Ref PolicyEngineArn
      Mode: ENFORCE
terraform: The aws_bedrockagentcore_gateway resource documents no argument for policy engines; use the CLI or CloudFormation.
---*/
