/*---
kind: in_network
doc: The subnets and security groups that a resource runs in, and the VPC that a subnet belongs to.
---*/
with placed(arn, account, region, subnet_ids, security_group_ids) as (
    select arn, account, region, subnet_ids, security_group_ids from bedrock_model_customization_job
    union all
    select arn, account, region, subnet_ids, security_group_ids from bedrock_marketplace_model_endpoint
    union all
    select arn, account, region, subnet_ids, security_group_ids from bedrock_model_import_job
    union all
    select arn, account, region, subnet_ids, security_group_ids from bedrock_model_invocation_job
    union all
    select arn, account, region, subnets, security_group_ids from sagemaker_auto_ml_job
    union all
    select arn, account, region, subnets, security_group_ids from sagemaker_cluster
    union all
    select arn, account, region, subnets, [] from sagemaker_compilation_job
    union all
    select arn, account, region, subnets, security_group_ids from sagemaker_data_quality_job_definition
    union all
    select arn, account, region, subnet_ids, [] from sagemaker_domain
    union all
    select arn, account, region, subnets, security_group_ids from sagemaker_endpoint_config
    union all
    select arn, account, region, subnets, security_group_ids from sagemaker_hyper_parameter_tuning_job_training_job_definition
    union all
    select arn, account, region, subnets, security_group_ids from sagemaker_model
    union all
    select arn, account, region, subnets, security_group_ids from sagemaker_model_bias_job_definition
    union all
    select arn, account, region, subnets, security_group_ids from sagemaker_model_explainability_job_definition
    union all
    select arn, account, region, subnets, security_group_ids from sagemaker_model_quality_job_definition
    union all
    select arn, account, region, subnets, security_group_ids from sagemaker_monitoring_schedule
    union all
    select arn, account, region, subnets, security_group_ids from sagemaker_processing_job
    union all
    select arn, account, region, subnets, security_group_ids from sagemaker_training_job
    union all
    select arn, account, region, override_subnets, [] from sagemaker_cluster_instance_group
    union all
    select arn, account, region, [subnet_id], security_groups from sagemaker_notebook_instance
    union all
    select arn, account, region, [subnet_id], security_group_ids from ec2_instance
    union all
    select arn, account, region, [], security_group_ids from ec2_vpc_endpoint
)
select p.arn as src, s.arn as dst
from placed p join ec2_subnet s
    on s.account = p.account and s.region = p.region and list_contains(p.subnet_ids, s.subnet_id)
union all
select p.arn, g.arn
from placed p join ec2_security_group g
    on g.account = p.account and g.region = p.region and list_contains(p.security_group_ids, g.group_id)
union all
select arn, regexp_replace(arn, ':subnet/.*', ':vpc/' || vpc_id) from ec2_subnet
