/*---
id: API-01
title: Stages of APIs in front of models are behind a web application firewall
severity: medium
subject: apigateway_stage
scope: ai
why: >
  A web ACL stops known attacks, bots and floods before they cost model time. Without one, each of them is an inference that
  you pay for.
fix: Associate a regional AWS WAF web ACL with the stage; begin with the managed common rules and a rate-based rule.
maps:
  gdpr: ["Art.32(1)(b)"]
  aws-fsbp: [APIGateway.4]
  soc2: ["CC6.6"]
  mitre-atlas: [AML.T0049, AML.T0034]
  owasp-llm: [LLM10]
peers: {prowler: [apigateway_restapi_waf_acl_attached], securityhub: [APIGateway.4], config: [api-gw-associated-with-waf]}
references: ["https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-aws-waf.html"]
---*/
select arn as resource,
       web_acl_arn <> '' as passed,
       case when web_acl_arn <> '' then 'web ACL ' || web_acl_arn else 'no web ACL' end as reason
from apigateway_stage

/*---
attack: >
  A script sends the API thousands of crafted requests: to copy the model from its answers, to find inputs that break
  it, or to run up the bill. Nothing before the model tells a script from a customer.
console: >
  API Gateway > the API > Stages > the stage > Edit, Web Application Firewall (WAF), choose a web ACL of the same
  region.
cli: |
  aws wafv2 associate-web-acl --web-acl-arn WEB_ACL --resource-arn arn:aws:apigateway:REGION::/restapis/API/stages/STAGE
cloudformation: |
  Type: AWS::WAFv2::WebACLAssociation
  Properties:
    WebACLArn: !GetAtt WebAcl.Arn
    ResourceArn: !Sub arn:${AWS::Partition}:apigateway:${AWS::Region}::/restapis/${Api}/stages/${Stage}
terraform: |
  resource "aws_wafv2_web_acl_association" "api" {
    web_acl_arn  = aws_wafv2_web_acl.this.arn
    resource_arn = aws_api_gateway_stage.this.arn
  }
---*/
