/*---
kind: in_network
doc: The subnets and security groups that a service's tasks or a cluster's control plane run in.
---*/
with placed as (
    select arn, account, region, subnet_ids, security_group_ids from ecs_service
    union all
    select arn, account, region, subnet_ids, security_group_ids from eks_cluster
)
select p.arn as src, s.arn as dst
from placed p join ec2_subnet s
    on s.account = p.account and s.region = p.region and list_contains(p.subnet_ids, s.subnet_id)
union all
select p.arn, g.arn
from placed p join ec2_security_group g
    on g.account = p.account and g.region = p.region and list_contains(p.security_group_ids, g.group_id)
