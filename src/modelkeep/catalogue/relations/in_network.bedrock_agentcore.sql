/*---
kind: in_network
doc: The subnets and security groups of the VPC in which an agent or its tool runs.
---*/
with placed as (
    select arn, account, region, subnet_ids, security_group_ids from bedrockagentcore_runtime
    union all select arn, account, region, subnet_ids, security_group_ids from bedrockagentcore_browser_custom
    union all select arn, account, region, subnet_ids, security_group_ids from bedrockagentcore_code_interpreter_custom
)
select arn as src, 'arn:aws:ec2:' || region || ':' || account || ':subnet/' || unnest(subnet_ids) as dst from placed
union all
select arn, 'arn:aws:ec2:' || region || ':' || account || ':security-group/' || unnest(security_group_ids) from placed
