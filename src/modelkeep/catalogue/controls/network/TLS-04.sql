/*---
id: TLS-04
title: APIs in front of models limit how fast they may be called
severity: medium
subject: apigateway_stage
scope: ai
complete: [apigateway_usage_plan_api_stage]
why: >
  An inference costs thousands of times what a web page does. Without a limit of its own the API takes up to the account's 10,000
  requests per second: one loop, or one leaked token, is a bill and an outage, and enough questions copy the model.
fix: >
  Set throttling for all methods of the stage (aws apigateway update-stage, /*/*/throttling/rateLimit and burstLimit), and usage
  plans with quotas for callers with API keys.
maps: {soc2: ["A1.1"], mitre-atlas: [AML.T0034, AML.M0004], owasp-llm: [LLM10]}
references: ["https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html"]
notes: A usage plan counts as a limit for the stages that it covers; it binds callers of methods that require an API key.
---*/
with planned as (
    select u.account, u.region, u.api_id, u.stage, u.arn,
           p.throttle_rate_limit >= 0 or p.throttle_burst_limit >= 0 or p.quota_limit >= 0 as limits
    from apigateway_usage_plan_api_stage u left join apigateway_usage_plan p on p.arn = u.arn
)
select s.arn as resource,
       s.throttling_rate_limit >= 0
       or any_true(case when p.arn is null then false else p.limits end) as passed,
       case when s.throttling_rate_limit >= 0 then s.throttling_rate_limit::bigint || ' requests per second'
            when passed then 'limited by a usage plan'
            else 'nothing but the account''s limit' end as reason,
       list(p.arn) filter (p.arn is not null) as uses
from apigateway_stage s
     left join planned p on p.account = s.account and p.region = s.region and p.api_id = s.rest_api_id and p.stage = s.stage_name
group by s.arn, s.throttling_rate_limit

/*---
attack: >
  A script asks the model as fast as it can: to rebuild it from its answers, to keep customers out, or to run up the
  bill. Nothing slows it down but the limit that all APIs of the account share.
console: >
  API Gateway > the API > Stages > the stage > Edit, turn on Throttling and set Rate and Burst.
cli: |
  aws apigateway update-stage --rest-api-id API --stage-name STAGE --patch-operations \
    '[{"op": "replace", "path": "/*\/*\/throttling/rateLimit", "value": "50"},
      {"op": "replace", "path": "/*\/*\/throttling/burstLimit", "value": "100"}]'
cloudformation: |
  Type: AWS::ApiGateway::Stage
  Properties:
    RestApiId: !Ref Api
    MethodSettings:
      - HttpMethod: "*"
        ResourcePath: "/*"
        ThrottlingRateLimit: 50
        ThrottlingBurstLimit: 100
terraform: |
  resource "aws_api_gateway_usage_plan" "this" {
    name = "callers"
    api_stages {
      api_id = aws_api_gateway_rest_api.this.id
      stage  = aws_api_gateway_stage.this.stage_name
    }
    throttle_settings {
      rate_limit  = 50
      burst_limit = 100
    }
  }
---*/
