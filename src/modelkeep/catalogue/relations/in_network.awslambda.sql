/*---
kind: in_network
doc: The subnets and security groups that a function runs in.
---*/
select f.arn as src, s.arn as dst
from lambda_function f join ec2_subnet s
    on s.account = f.account and s.region = f.region and list_contains(f.subnet_ids, s.subnet_id)
union all
select f.arn, g.arn
from lambda_function f join ec2_security_group g
    on g.account = f.account and g.region = f.region and list_contains(f.security_group_ids, g.group_id)
