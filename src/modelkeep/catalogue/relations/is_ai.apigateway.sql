/*---
kind: is_ai
doc: APIs that hand requests to SageMaker or Bedrock themselves.
---*/
with integration as (
    select arn, integration_uri as uri from apigateway_rest_api_method
    union
    select arn, integration_uri from apigatewayv2_api_integration
)
select arn as src, arn as dst
from integration
where regexp_matches(uri, '^arn:[^:]+:apigateway:[^:]+:(runtime\.sagemaker|sagemaker|bedrock)[a-z0-9.-]*:')
   or regexp_matches(uri, '^https://(runtime\.sagemaker|bedrock)[a-z0-9-]*\.[a-z0-9.-]*(amazonaws\.com|api\.aws)')
