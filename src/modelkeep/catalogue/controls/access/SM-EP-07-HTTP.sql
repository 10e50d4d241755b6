/*---
id: SM-EP-07-HTTP
title: HTTP and WebSocket APIs in front of models ask who is calling
severity: critical
subject: apigatewayv2_api
scope: ai
why: >
  A route without authorization is the model itself on the internet: anybody who finds it runs up your bill, copies the model by
  asking it, and tries prompts on whatever it may reach.
fix: Set a JWT, Lambda or IAM authorizer on every route; for WebSocket APIs on $connect.
maps:
  gdpr: ["Art.32(1)(b)"]
  hipaa: ["164.312(d)"]
  aws-fsbp: [APIGateway.8]
  soc2: ["CC6.1"]
  mitre-atlas: [AML.T0049, AML.T0034, AML.M0019]
  owasp-llm: [LLM10]
profiles: [baseline]
peers: {prowler: [apigatewayv2_api_authorizers_enabled], securityhub: [APIGateway.8], config: [api-gwv2-authorization-type-configured]}
references: ["https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control.html"]
notes: WebSocket APIs authorize at $connect only, so their other routes are left out, as are OPTIONS routes.
---*/
select a.arn as resource,
       r.authorization_type <> 'NONE' as passed,
       r.route_key || case when passed then ' asks with ' || r.authorization_type else ' asks nobody' end as reason
from apigatewayv2_api a join apigatewayv2_api_route r on r.arn = a.arn
where coalesce(case when a.protocol_type = 'WEBSOCKET' then r.route_key = '$connect' else r.route_key not like 'OPTIONS %' end, true)

/*---
attack: >
  Anybody who finds the address of the API asks the model as often as they like: to copy it from its answers, to
  search for inputs that break it, or to run up the bill.
console: >
  API Gateway > the API > Authorization > the route, attach an authorizer (JWT, Lambda or IAM); for WebSocket APIs on
  the route $connect.
cli: |
  aws apigatewayv2 update-route --api-id API --route-id ROUTE --authorization-type JWT --authorizer-id AUTHORIZER
cloudformation: |
  Type: AWS::ApiGatewayV2::Route
  Properties:
    ApiId: !Ref Api
    RouteKey: POST /predict
    AuthorizationType: JWT
    AuthorizerId: !Ref Authorizer
terraform: |
  resource "aws_apigatewayv2_route" "predict" {
    api_id             = aws_apigatewayv2_api.this.id
    route_key          = "POST /predict"
    authorization_type = "JWT"
    authorizer_id      = aws_apigatewayv2_authorizer.this.id
  }
---*/
