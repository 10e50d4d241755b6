/*---
id: SM-EP-07
title: REST APIs in front of models ask who is calling
severity: critical
subject: apigateway_rest_api
scope: ai
why: >
  A method without authorization is the model itself on the internet: anybody who finds it runs up your bill, copies the model by
  asking it, and tries prompts on whatever it may reach. API keys do not change that; they identify, they do not prove.
fix: >
  Set AWS_IAM, a Cognito user pool or a Lambda authorizer on every method; for private APIs add a resource policy that
  names the VPC endpoints.
maps:
  gdpr: ["Art.32(1)(b)"]
  hipaa: ["164.312(d)"]
  soc2: ["CC6.1"]
  mitre-atlas: [AML.T0049, AML.T0034, AML.M0019]
  owasp-llm: [LLM10]
profiles: [baseline]
peers: {prowler: [apigateway_restapi_authorizers_enabled]}
references: ["https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html"]
notes: >
  OPTIONS methods and mocks answer without calling anything, so they are left out. A resource policy that lets in named
  networks, accounts or organisations only counts as asking.
---*/
with policy as (
    select arn,
           any_true(effect = 'Deny' and is_everybody(principals, not_principals) and len(conditions) = 1
                    and ((lower(conditions[1]."key") in ('aws:sourceip', 'aws:vpcsourceip')
                          and lower(conditions[1]."operator") = 'notipaddress')
                         or (lower(conditions[1]."key") in ('aws:sourcevpc', 'aws:sourcevpce', 'aws:principalorgid', 'aws:principalaccount')
                             and lower(conditions[1]."operator") in ('stringnotequals', 'stringnotlike')))) as keeps_others_out,
           any_true(when_allowed(effect, is_broad_principal(principals, not_principals)
                                         and not restricts_to_account(conditions) and not restricts_to_network(conditions))) as lets_everybody_in
    from apigateway_rest_api_policy_statement
    group by arn
)
select m.arn as resource,
       coalesce(m.authorization_type <> 'NONE' or p.keeps_others_out, m.authorization_type <> 'NONE')
       or (p.arn is not null and not p.lets_everybody_in) as passed,
       m.http_method || ' ' || m.path || case when m.authorization_type <> 'NONE' then ' asks with ' || m.authorization_type
                                              when passed then ' is limited by the resource policy'
                                              when m.api_key_required then ' asks for an API key only'
                                              else ' asks nobody' end as reason
from apigateway_rest_api_method m left join policy p on p.arn = m.arn
where m.http_method is distinct from 'OPTIONS' and m.integration_type is distinct from 'MOCK'

/*---
attack: >
  Anybody who finds the address of the API asks the model as often as they like: to copy it from its answers, to
  search for inputs that break it, or to run up the bill. An API key alone is no login.
console: >
  API Gateway > the API > Resources > the method > Method request > Edit, Authorization: AWS IAM, or a Cognito or
  Lambda authorizer; then Deploy API.
cli: |
  aws apigateway update-method --rest-api-id API --resource-id RESOURCE --http-method POST \
    --patch-operations op=replace,path=/authorizationType,value=AWS_IAM
  aws apigateway create-deployment --rest-api-id API --stage-name STAGE
cloudformation: |
  Type: AWS::ApiGateway::Method
  Properties:
    RestApiId: !Ref Api
    ResourceId: !Ref PredictResource
    HttpMethod: POST
    AuthorizationType: AWS_IAM
terraform: |
  resource "aws_api_gateway_method" "predict" {
    rest_api_id   = aws_api_gateway_rest_api.this.id
    resource_id   = aws_api_gateway_resource.predict.id
    http_method   = "POST"
    authorization = "AWS_IAM"
  }
---*/
