/*---
kind: calls
doc: The function that sees what goes through a gateway.
---*/
select arn as src, function_arn_of(unnest(interceptor_lambda_arns)) as dst from bedrockagentcore_gateway
