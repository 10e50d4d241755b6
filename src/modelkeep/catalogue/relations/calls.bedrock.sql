/*---
kind: calls
doc: The function that an agent or data source calls.
---*/
select arn as src, function_arn_of(lambda_arn) as dst from bedrock_agent_action_group
union all
select arn, function_arn_of(orchestration_lambda_arn) from bedrock_agent
union all
select arn, function_arn_of(prompt_override_lambda_arn) from bedrock_agent
union all
select arn, function_arn_of(unnest(transformation_lambda_arns)) from bedrock_data_source
