/*---
id: TLS-03
title: Domain names of APIs in front of models accept TLS 1.2 and newer only
severity: medium
subject: apigateway_domain_name
scope: ai
why: >
  A domain name with the policy TLS_1_0 lets callers, or whoever sits between, fall back to protocols with known breaks, and reads
  along with prompts and answers.
fix: Set the domain name's security policy to TLS_1_2 or to one of the policies that begin with SecurityPolicy_TLS13.
maps:
  gdpr: ["Art.32(1)(a)"]
  hipaa: ["164.312(e)(1)", "164.312(e)(2)(ii)", "164.312(e)(2)(i)"]
  soc2: ["CC6.7"]
  mitre-atlas: [AML.T0025]
references: ["https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-custom-domain-tls-version.html"]
---*/
select arn as resource,
       case when security_policy = 'TLS_1_2' or regexp_matches(security_policy, '^SecurityPolicy_TLS1[23]_') then true
            when security_policy = 'TLS_1_0' then false end as passed,
       'the security policy is ' || security_policy as reason
from apigateway_domain_name

/*---
attack: >
  On a shared network an attacker makes client and API agree on TLS 1.0, whose weaknesses are public, and gets at
  prompts, answers and access tokens.
console: >
  API Gateway > Custom domain names > the domain name > Endpoint configurations > Edit, and choose TLS 1.2 or a policy
  that begins with SecurityPolicy_TLS13 as the security policy.
cli: |
  aws apigateway update-domain-name --domain-name api.example.com \
    --patch-operations op=replace,path=/securityPolicy,value=TLS_1_2
cloudformation: |
  Type: AWS::ApiGateway::DomainName
  Properties:
    DomainName: api.example.com
    SecurityPolicy: TLS_1_2
terraform: |
  resource "aws_api_gateway_domain_name" "this" {
    domain_name     = "api.example.com"
    security_policy = "TLS_1_2"
  }
---*/
