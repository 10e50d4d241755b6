/*---
kind: runs_as
doc: The IAM role whose permissions a resource has while it runs.
---*/
select arn as src, agent_resource_role_arn as dst from bedrock_agent
union all
select arn, agent_resource_role_arn from bedrock_agent_version
union all
select arn, role_arn from bedrock_knowledge_base
union all
select arn, role_arn from bedrock_model_customization_job
union all
select arn, role_arn from bedrock_model_import_job
union all
select arn, role_arn from bedrock_model_invocation_job
union all
select arn, role_arn from bedrock_model_invocation_logging_configuration
union all
select arn, role_arn from bedrock_marketplace_model_endpoint
