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
