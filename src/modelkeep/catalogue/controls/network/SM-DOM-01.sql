/*---
id: SM-DOM-01
title: Studio domains reach the network only through a VPC of yours
severity: high
subject: sagemaker_domain
why: >
  In the mode PublicInternetOnly everything that users run in Studio reaches the internet directly, past your VPC,
  and can take training data along.
fix: >
  Update the domain with AppNetworkAccessType=VpcOnly, after giving the VPC the endpoints that Studio needs;
  running applications must be deleted first.
maps: {gdpr: ["Art.32(1)(b)"], hipaa: ["164.312(a)(1)", "164.312(e)(1)"], soc2: ["CC6.6"], mitre-atlas: [AML.T0025]}
profiles: [baseline]
peers: {config: [sagemaker-domain-in-vpc]}
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/studio-notebooks-and-internet-access.html
  - https://docs.aws.amazon.com/config/latest/developerguide/sagemaker-domain-in-vpc.html
---*/
select arn as resource,
       app_network_access_type = 'VpcOnly' as passed,
       'AppNetworkAccessType is ' || app_network_access_type as reason
from sagemaker_domain

/*---
attack: >
  Code in Studio, such as a package with a back door, reaches the whole internet through a network of SageMaker and
  sends out data sets. Your security groups and flow logs never see that traffic.
console: >
  Amazon SageMaker AI > Domains > the domain > Domain settings, Network, choose VPC only. Delete the running
  applications first.
cli: |
  aws sagemaker update-domain --domain-id DOMAIN --app-network-access-type VpcOnly
cloudformation: |
  Type: AWS::SageMaker::Domain
  Properties:
    AppNetworkAccessType: VpcOnly
    VpcId: !Ref Vpc
    SubnetIds: !Ref PrivateSubnets
terraform: |
  resource "aws_sagemaker_domain" "this" {
    app_network_access_type = "VpcOnly"
    vpc_id                  = aws_vpc.this.id
    subnet_ids              = aws_subnet.private[*].id
  }
---*/
