/*---
id: NET-01
title: VPCs that models run in keep flow logs
severity: medium
subject: ec2_vpc
scope: ai
complete: [ec2_flow_log]
why: >
  Flow logs are the only record of which host talked to whom. Without them nobody can tell after an attack whether training data
  or weights left the network, nor how much.
fix: Create a flow log on the VPC for all traffic, to S3 or CloudWatch Logs, and see that its delivery status is Success.
maps:
  gdpr: [Art.33]
  hipaa: ["164.312(b)"]
  aws-fsbp: ["EC2.6"]
  cis-aws-3.0: ["3.7"]
  cis-aws-5.0: ["3.7"]
  cis-aws-7.0: ["4.7"]
  soc2: ["CC7.2"]
  mitre-atlas: [AML.T0025]
peers: {prowler: [vpc_flow_logs_enabled], securityhub: [EC2.6], checkov: [CKV2_AWS_11], config: [vpc-flow-logs-enabled]}
references: ["https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html"]
---*/
with kept as (
    select account, region, resource_id, flow_log_status = 'ACTIVE' and deliver_logs_status <> 'FAILED' as works,
           log_destination, log_group_name, deliver_logs_status
    from ec2_flow_log
)
select v.arn as resource,
       any_true(case when k.resource_id is null then false else k.works end) as passed,
       case when passed then 'flow logs are kept'
            when count(k.resource_id) > 0 then 'the flow log is not active or is not delivered'
            else 'no flow log' end as reason
from ec2_vpc v left join kept k on k.resource_id = v.vpc_id and k.account = v.account and k.region = v.region
group by v.arn

/*---
attack: >
  A host in the network sends the weights to a server abroad, a few megabytes an hour. Without flow logs nobody can tell
  afterwards that it did, nor how much left.
console: >
  VPC > Your VPCs, select the VPC, Flow logs > Create flow log, filter "All", destination an S3 bucket or CloudWatch Logs.
cli: |
  aws ec2 create-flow-logs --resource-type VPC --resource-ids VPC --traffic-type ALL \
    --log-destination-type s3 --log-destination arn:aws:s3:::BUCKET/flow-logs/
cloudformation: |
  Type: AWS::EC2::FlowLog
  Properties:
    ResourceType: VPC
    ResourceId: !Ref Vpc
    TrafficType: ALL
    LogDestinationType: s3
    LogDestination: !GetAtt LogBucket.Arn
terraform: |
  resource "aws_flow_log" "this" {
    vpc_id               = aws_vpc.this.id
    traffic_type         = "ALL"
    log_destination_type = "s3"
    log_destination      = aws_s3_bucket.logs.arn
  }
---*/
