/*---
id: AC-GW-04
title: Gateways are encrypted with a key of your own
severity: medium
subject: bedrockagentcore_gateway
why: >
  A gateway's configuration tells which tools exist and how they are reached. With a key of your own you decide who can
  read it, and each use is recorded.
fix: Create the gateway with kmsKeyArn.
maps: {gdpr: ["Art.32(1)(a)"], hipaa: ["164.312(a)(2)(iv)"], aws-ai-security: [BedrockAgentCore.4]}
peers: {securityhub: [BedrockAgentCore.4], config: [bedrockagentcore-gateway-encryption-enabled]}
references: ["https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-encryption.html"]
notes: The row of the research list asked for a key and a web ACL at once; AC-GW-04-WAF asks for the latter.
---*/
select arn as resource, kms_key_arn <> '' as passed,
       case when passed then 'encrypted with ' || kms_key_arn else 'encrypted with a key of AWS' end as reason
from bedrockagentcore_gateway

/*---
attack: >
  A stolen session that may read AgentCore reads how your tools are reached. There is no key of yours to take away.
console: Amazon Bedrock AgentCore > Gateways > Create gateway, Additional configurations, KMS key, customize encryption settings, choose the key.
cli: |
  # UpdateGateway replaces the configuration: pass the gateway's other settings along.
  aws bedrock-agentcore-control update-gateway --gateway-identifier GATEWAY --name NAME --role-arn ROLE \
    --authorizer-type AWS_IAM --kms-key-arn KEY_ARN
cloudformation: |
  Type: AWS::BedrockAgentCore::Gateway
  Properties:
    KmsKeyArn: !GetAtt Key.Arn
terraform: |
  resource "aws_bedrockagentcore_gateway" "this" {
    kms_key_arn = aws_kms_key.this.arn
  }
---*/
