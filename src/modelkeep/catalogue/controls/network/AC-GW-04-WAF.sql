/*---
id: AC-GW-04-WAF
title: Gateways stand behind a web application firewall
severity: low
subject: bedrockagentcore_gateway
why: A gateway is reached over the internet. A web ACL turns floods and known bad sources away before they cost calls and money.
fix: Associate a WAF web ACL with the gateway.
maps: {gdpr: ["Art.32(1)(b)"], soc2: ["CC6.6"], owasp-llm: [LLM10]}
references: ["https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_GetGateway.html"]
---*/
select arn as resource, web_acl_arn <> '' as passed,
       case when passed then 'behind ' || web_acl_arn else 'no web ACL' end as reason
from bedrockagentcore_gateway

/*---
attack: >
  The attacker calls the gateway's tools as fast as the network allows, from many addresses, until the functions behind them
  are throttled for everybody.
console: AWS WAF > Web ACLs, open the ACL, Associated AWS resources, Add AWS resources, choose the gateway.
cli: |
  aws wafv2 associate-web-acl --web-acl-arn WEB_ACL_ARN --resource-arn GATEWAY_ARN
cloudformation: |
  Type: AWS::WAFv2::WebACLAssociation
  Properties:
    WebACLArn: !GetAtt WebAcl.Arn
    ResourceArn: !GetAtt Gateway.GatewayArn
terraform: |
  resource "aws_wafv2_web_acl_association" "gateway" {
    web_acl_arn  = aws_wafv2_web_acl.this.arn
    resource_arn = aws_bedrockagentcore_gateway.this.gateway_arn
  }
---*/
