/*---
kind: logs_to
doc: Where a VPC's flow logs go.
---*/
select regexp_replace(arn, ':vpc-flow-log/.*', ':vpc/' || resource_id) as src,
       case when log_destination like 'arn:%:s3:::%' then split_part(log_destination, '/', 1)
            when log_destination <> '' then regexp_replace(log_destination, ':\*$', '')
            when log_group_name <> '' then
                regexp_replace(regexp_replace(arn, ':ec2:', ':logs:'), ':vpc-flow-log/.*', ':log-group:' || log_group_name)
            else '' end as dst
from ec2_flow_log where resource_id like 'vpc-%'
