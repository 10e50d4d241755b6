/*---
id: SM-MODEL-02
title: Model containers run in a VPC of yours
severity: medium
subject: sagemaker_model
why: >
  Outside your VPC the containers fetch artifacts and talk to others over networks that you neither see nor limit.
fix: >
  Create the model again with VpcConfig naming private subnets and a security group, and put it into a new
  endpoint configuration.
maps: {gdpr: ["Art.32(1)(b)"], hipaa: ["164.312(a)(1)", "164.312(e)(1)"], soc2: ["CC6.6"], mitre-atlas: [AML.T0025]}
peers: {prowler: [sagemaker_models_vpc_settings_configured], config: [sagemaker-model-in-vpc]}
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/host-vpc.html
  - https://docs.aws.amazon.com/config/latest/developerguide/sagemaker-model-in-vpc.html
---*/
select arn as resource,
       len(subnets) > 0 as passed,
       case when len(subnets) = 0 then 'no VPC configuration' else 'in ' || array_to_string(subnets, ', ') end as reason
from sagemaker_model

/*---
attack: >
  A container outside of your VPC reaches the internet past your security groups and flow logs. Code in a poisoned
  model sends out what customers ask, and no log of yours shows it.
console: >
  Amazon SageMaker AI > Models > Create model, Network, choose a VPC, private subnets and a security group; then
  deploy the new model with a new endpoint configuration.
cli: |
  aws sagemaker create-model --model-name NAME --execution-role-arn ROLE \
    --primary-container Image=IMAGE,ModelDataUrl=s3://BUCKET/model.tar.gz --vpc-config SecurityGroupIds=SG,Subnets=SUBNET
cloudformation: |
  Type: AWS::SageMaker::Model
  Properties:
    VpcConfig:
      SecurityGroupIds:
        - !Ref ModelGroup
      Subnets:
        - !Ref PrivateSubnet
terraform: |
  resource "aws_sagemaker_model" "this" {
    vpc_config {
      security_group_ids = [aws_security_group.model.id]
      subnets            = [aws_subnet.private.id]
    }
  }
---*/
