/*---
id: SM-EP-08
title: VPCs of models reach SageMaker endpoints privately
severity: medium
subject: ec2_vpc
scope: ai
complete: [ec2_vpc_endpoint]
why: >
  Without an interface endpoint every request to a model, with the customer data in it, leaves the VPC over the internet gateway or
  NAT, where no endpoint policy limits which accounts' endpoints it may go to.
fix: >
  Create an interface endpoint for com.amazonaws.REGION.sagemaker.runtime in the VPC, with private DNS on and a policy that names
  your organisation.
maps:
  gdpr: ["Art.32(1)(b)"]
  hipaa: ["164.312(e)(1)"]
  cis-aws-7.0: ["6.8"]
  soc2: ["CC6.6"]
  mitre-atlas: [AML.T0025]
references: ["https://docs.aws.amazon.com/sagemaker/latest/dg/interface-vpc-endpoint.html"]
notes: Asked of VPCs in accounts and regions that have SageMaker endpoints.
---*/
with way as (
    select account, region, vpc_id,
           vpc_endpoint_type = 'Interface' and state = 'available' and private_dns_enabled as works
    from ec2_vpc_endpoint
    where service_name like '%.sagemaker.runtime' or service_name like '%.sagemaker.runtime-fips' or service_name is null
)
select v.arn as resource,
       any_true(case when w.account is null then false else w.works end) as passed,
       case when passed then 'there is an interface endpoint for sagemaker.runtime with private DNS'
            when count(w.account) > 0 then 'the interface endpoint for sagemaker.runtime is not available or has no private DNS'
            else 'no interface endpoint for sagemaker.runtime' end as reason
from ec2_vpc v
     left join way w on w.account = v.account and w.region = v.region and (w.vpc_id = v.vpc_id or w.vpc_id is null)
where exists (select 1 from sagemaker_endpoint e where e.account = v.account and e.region = v.region)
group by v.arn

/*---
attack: >
  Requests to the model travel by a way out to the internet that must stay open for them. Malicious code in the VPC
  uses that way to send data out, and stolen keys work from anywhere.
console: >
  VPC > Endpoints > Create endpoint, AWS services, com.amazonaws.REGION.sagemaker.runtime, choose the VPC, private
  subnets and a security group, and leave "Enable DNS name" on.
cli: |
  aws ec2 create-vpc-endpoint --vpc-endpoint-type Interface --vpc-id VPC --service-name com.amazonaws.REGION.sagemaker.runtime \
    --subnet-ids SUBNET --security-group-ids SG --private-dns-enabled
cloudformation: |
  Type: AWS::EC2::VPCEndpoint
  Properties:
    VpcEndpointType: Interface
    VpcId: !Ref Vpc
    ServiceName: !Sub com.amazonaws.${AWS::Region}.sagemaker.runtime
    SubnetIds: !Ref PrivateSubnets
    SecurityGroupIds:
      - !Ref EndpointGroup
    PrivateDnsEnabled: true
terraform: |
  resource "aws_vpc_endpoint" "sagemaker_runtime" {
    vpc_endpoint_type   = "Interface"
    vpc_id              = aws_vpc.this.id
    service_name        = "com.amazonaws.${var.region}.sagemaker.runtime"
    subnet_ids          = aws_subnet.private[*].id
    security_group_ids  = [aws_security_group.endpoints.id]
    private_dns_enabled = true
  }
---*/
