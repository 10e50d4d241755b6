/*---
id: BR-NET-01
title: Networks of your own reach Bedrock without the internet
severity: medium
subject: scope_region
complete: [ec2_vpc_endpoint]
why: >
  Without a VPC endpoint, prompts from your VPCs cross the internet's edge, the subnets need a way out that stolen data can
  take too, and no endpoint policy limits whose models are called.
fix: Create interface endpoints for bedrock-runtime and, where agents or knowledge bases are used, bedrock-agent-runtime.
maps:
  gdpr: ["Art.32(1)(b)"]
  hipaa: ["164.312(e)(1)"]
  cis-aws-7.0: ["6.8"]
  soc2: ["CC6.6"]
  mitre-atlas: [AML.T0025]
peers: {prowler: [bedrock_vpc_endpoints_configured]}
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/vpc-interface-endpoints.html"]
---*/
with used as (
    select account, region from bedrock_invoked_model
    union select account, region from bedrock_agent
    union select account, region from bedrock_knowledge_base
    union select account, region from bedrock_custom_model
    union select account, region from bedrock_imported_model
    union select account, region from bedrock_provisioned_model_throughput
),
needed as (
    select account, region, 'bedrock-runtime' as service from used
    union select account, region, 'bedrock-agent-runtime' from bedrock_agent
    union select account, region, 'bedrock-agent-runtime' from bedrock_knowledge_base
),
there as (
    select account, region, split_part(service_name, '.', -1) as service, any_true(lower(state) = 'available') as available
    from ec2_vpc_endpoint
    where service_name like '%.bedrock-runtime' or service_name like '%.bedrock-agent-runtime'
    group by all
)
select r.arn as resource,
       case when t.service is null then false else t.available end as passed,
       case when passed then 'there is an endpoint for ' || n.service
            else 'there is no working endpoint for ' || n.service end as reason
from scope_region r
join needed n on n.account = r.account and n.region = r.region
left join there t on t.account = r.account and t.region = r.region and t.service = n.service

/*---
attack: >
  Without an endpoint, prompts leave through a NAT gateway, so the network must let traffic out to the internet. Code
  that an attacker slips in uses the same way out, and no endpoint policy stops stolen keys.
console: >
  VPC > Endpoints > Create endpoint, AWS services, com.amazonaws.REGION.bedrock-runtime (and bedrock-agent-runtime for
  agents and knowledge bases), choose the VPC, private subnets and a security group, and leave "Enable DNS name" on.
cli: |
  aws ec2 create-vpc-endpoint --vpc-endpoint-type Interface --vpc-id VPC --service-name com.amazonaws.REGION.bedrock-runtime \
    --subnet-ids SUBNET --security-group-ids SG --private-dns-enabled
  aws ec2 create-vpc-endpoint --vpc-endpoint-type Interface --vpc-id VPC --service-name com.amazonaws.REGION.bedrock-agent-runtime \
    --subnet-ids SUBNET --security-group-ids SG --private-dns-enabled
cloudformation: |
  Type: AWS::EC2::VPCEndpoint
  Properties:
    VpcEndpointType: Interface
    VpcId: !Ref Vpc
    ServiceName: !Sub com.amazonaws.${AWS::Region}.bedrock-runtime
    SubnetIds: !Ref PrivateSubnets
    SecurityGroupIds:
      - !Ref EndpointGroup
    PrivateDnsEnabled: true
terraform: |
  resource "aws_vpc_endpoint" "bedrock" {
    for_each            = toset(["bedrock-runtime", "bedrock-agent-runtime"])
    vpc_endpoint_type   = "Interface"
    vpc_id              = aws_vpc.this.id
    service_name        = "com.amazonaws.${var.region}.${each.key}"
    subnet_ids          = aws_subnet.private[*].id
    security_group_ids  = [aws_security_group.endpoints.id]
    private_dns_enabled = true
  }
---*/
