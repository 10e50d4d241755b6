/*---
id: AI-HOST-04
title: Clusters with models do not show their API server to the whole internet
severity: high
subject: eks_cluster
scope: ai
why: >
  Whoever holds a token, leaked from a notebook or a pipeline, can use it from anywhere; and every hole in the API server is open
  to everybody from the day that it is known.
fix: Turn the public endpoint off, or at least limit publicAccessCidrs to your own networks, and turn the private endpoint on.
maps: {gdpr: ["Art.32(1)(b)"], hipaa: ["164.312(a)(1)"], aws-fsbp: [EKS.1], soc2: ["CC6.6"], mitre-atlas: [AML.T0049]}
profiles: [baseline]
peers: {prowler: [eks_cluster_not_publicly_accessible], securityhub: [EKS.1], checkov: [CKV_AWS_39], config: [eks-endpoint-no-public-access]}
references: ["https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html"]
---*/
select arn as resource,
       not endpoint_public_access
       or (len(public_access_cidrs) > 0
           and not list_bool_or(list_transform(public_access_cidrs, lambda cidr: is_internet(cidr)))) as passed,
       case when not endpoint_public_access then 'no public endpoint'
            when len(public_access_cidrs) = 0 then 'public endpoint without a list of networks'
            else 'public endpoint for ' || array_to_string(public_access_cidrs, ', ') end as reason
from eks_cluster

/*---
attack: >
  With a stolen token or a hole in the Kubernetes API, an attacker talks to the cluster from anywhere, starts pods
  beside the models and reads their secrets.
console: >
  EKS > Clusters > the cluster > Networking > Manage endpoint access, choose Private; or, with Public and private,
  list your own networks under Advanced settings.
cli: |
  aws eks update-cluster-config --name CLUSTER --resources-vpc-config endpointPublicAccess=false,endpointPrivateAccess=true
cloudformation: |
  Type: AWS::EKS::Cluster
  Properties:
    ResourcesVpcConfig:
      EndpointPublicAccess: false
      EndpointPrivateAccess: true
      SubnetIds: !Ref PrivateSubnets
terraform: |
  resource "aws_eks_cluster" "this" {
    vpc_config {
      endpoint_public_access  = false
      endpoint_private_access = true
      subnet_ids              = aws_subnet.private[*].id
    }
  }
---*/
