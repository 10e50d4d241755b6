/*---
id: SM-CL-01
title: HyperPod clusters run in your VPC
severity: high
subject: sagemaker_cluster
why: >
  A cluster outside of your VPC sits in a network that you neither see nor fence, with weeks of training on it.
fix: >
  Create the cluster again with VpcConfig, or give every instance group an OverrideVpcConfig.
maps: {gdpr: [Art.25, "Art.32(1)(b)"], hipaa: ["164.312(a)(1)", "164.312(e)(1)"], mitre-atlas: [AML.T0025]}
references: ["https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-hyperpod-prerequisites.html"]
---*/
select c.arn as resource,
       len(c.subnets) > 0 or len(g.override_subnets) > 0 as passed,
       'group ' || g.instance_group_name || if(len(c.subnets) > 0 or len(g.override_subnets) > 0,
           ' runs in ' || array_to_string(if(len(g.override_subnets) > 0, g.override_subnets, c.subnets), ', '),
           ' runs outside of your VPCs') as reason
from sagemaker_cluster c
left join sagemaker_cluster_instance_group g on g.arn = c.arn

/*---
attack: >
  Nodes outside of your VPC reach the internet without passing your security groups or flow logs. Code in a training
  run sends data and checkpoints out, and nobody sees it.
console: >
  Amazon SageMaker AI > HyperPod Clusters > Create HyperPod cluster, custom setup, Networking, choose your VPC,
  subnets and security groups. The VPC of a cluster cannot be changed later.
cli: |
  aws sagemaker create-cluster --cluster-name NAME --instance-groups file://groups.json \
    --vpc-config SecurityGroupIds=SG,Subnets=SUBNET
cloudformation: |
  Type: AWS::SageMaker::Cluster
  Properties:
    VpcConfig:
      SecurityGroupIds:
        - !Ref ClusterGroup
      Subnets:
        - !Ref PrivateSubnet
terraform: |
  resource "awscc_sagemaker_cluster" "this" {
    vpc_config = {
      security_group_ids = [aws_security_group.cluster.id]
      subnets            = [aws_subnet.private.id]
    }
  }
---*/
