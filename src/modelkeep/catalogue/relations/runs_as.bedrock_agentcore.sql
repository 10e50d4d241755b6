/*---
kind: runs_as
doc: The IAM role whose permissions an agent, its gateway, memory or tool has while it runs.
---*/
select arn as src, role_arn as dst from bedrockagentcore_runtime
union all
select arn, role_arn from bedrockagentcore_gateway
union all
select arn, role_arn from bedrockagentcore_memory
union all
select arn, role_arn from bedrockagentcore_browser_custom
union all
select arn, role_arn from bedrockagentcore_code_interpreter_custom
