/*---
kind: stored_in
doc: The disks of an instance.
---*/
select i.arn as src, v.arn as dst
from ec2_volume v join ec2_instance i
    on i.account = v.account and i.region = v.region and list_contains(v.instance_ids, i.instance_id)
