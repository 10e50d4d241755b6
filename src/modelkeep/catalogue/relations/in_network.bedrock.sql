/*---
kind: in_network
doc: The subnets and security groups of the VPC in which a job runs.
---*/
with job as (
    select arn, account, region, subnet_ids, security_group_ids from bedrock_model_customization_job
    union all select arn, account, region, subnet_ids, security_group_ids from bedrock_model_import_job
    union all select arn, account, region, subnet_ids, security_group_ids from bedrock_model_invocation_job
)
select arn as src, 'arn:aws:ec2:' || region || ':' || account || ':subnet/' || unnest(subnet_ids) as dst from job
union all
select arn, 'arn:aws:ec2:' || region || ':' || account || ':security-group/' || unnest(security_group_ids) from job
