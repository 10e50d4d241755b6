/*---
id: SM-NB-01
title: Notebook instances have no direct internet access
severity: high
subject: sagemaker_notebook_instance
why: >
  With direct internet access a notebook can send training data and model weights to any host,
  past every VPC control that you have.
fix: Create the notebook again with DirectInternetAccess=Disabled in a VPC that has the endpoints it needs.
maps: {aws-fsbp: [SageMaker.1]}
profiles: [baseline]
peers: {prowler: [sagemaker_notebook_instance_without_direct_internet_access_configured], securityhub: [SageMaker.1], checkov: [CKV_AWS_122], config: [sagemaker-notebook-no-direct-internet-access]}
references: ["https://docs.aws.amazon.com/securityhub/latest/userguide/sagemaker-controls.html#sagemaker-1"]
---*/
select arn as resource,
       direct_internet_access = 'Disabled' as passed,
       'DirectInternetAccess is ' || direct_internet_access as reason
from sagemaker_notebook_instance
