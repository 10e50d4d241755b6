/*---
kind: invokes
doc: The instances, functions and load balancers that a listener forwards to, and the load balancer that the listener belongs to.
---*/
with target as (
    select distinct a.arn, g.vpc_id, g.account, g.region, t.target_id
    from elasticloadbalancingv2_listener_action a
         join elasticloadbalancingv2_target_group g on g.arn = a.target_group_arn
         join elasticloadbalancingv2_target_group_target t on t.arn = g.arn
)
select t.arn as src, i.arn as dst
from target t join ec2_instance i
    on i.account = t.account and i.region = t.region
       and (i.instance_id = t.target_id or (i.vpc_id = t.vpc_id and list_contains(i.private_ip_addresses, t.target_id)))
union all
select arn, regexp_extract(target_id, 'arn:[^:]+:lambda:[^:]+:\d{12}:function:[A-Za-z0-9_-]+') from target
union all
select t.arn, l.arn
from target t join elasticloadbalancingv2_listener l on l.load_balancer_arn = t.target_id
union all
select load_balancer_arn, arn from elasticloadbalancingv2_listener
