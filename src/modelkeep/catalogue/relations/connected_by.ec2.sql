/*---
kind: connected_by
doc: The VPC endpoints through which a VPC reaches AWS services.
---*/
select regexp_replace(arn, ':vpc-endpoint/.*', ':vpc/' || vpc_id) as src, arn as dst from ec2_vpc_endpoint
