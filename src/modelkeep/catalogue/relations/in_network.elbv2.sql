/*---
kind: in_network
doc: The subnets and security groups that a load balancer is in.
---*/
select l.arn as src, s.arn as dst
from elasticloadbalancingv2_load_balancer l join ec2_subnet s
    on s.account = l.account and s.region = l.region and list_contains(l.subnet_ids, s.subnet_id)
union all
select l.arn, g.arn
from elasticloadbalancingv2_load_balancer l join ec2_security_group g
    on g.account = l.account and g.region = l.region and list_contains(l.security_group_ids, g.group_id)
