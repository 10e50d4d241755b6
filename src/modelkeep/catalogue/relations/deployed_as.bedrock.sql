/*---
kind: deployed_as
doc: What serves a model, be it throughput or an agent's versions and aliases.
---*/
select model_arn as src, arn as dst from bedrock_provisioned_model_throughput
union all
select agent_arn, arn from bedrock_agent_version
union all
select agent_arn, arn from bedrock_agent_alias
union all
select arn, bedrock_arn(unnest(provisioned_throughputs), 'provisioned-model', account, region) from bedrock_agent_alias
union all
select arn, endpoint_arn from bedrock_marketplace_model_endpoint
