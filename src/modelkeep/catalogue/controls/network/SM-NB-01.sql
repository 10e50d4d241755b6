/*---
id: SM-NB-01
title: Notebook instances have no direct internet access
severity: high
subject: sagemaker_notebook_instance
why: >
  With direct internet access a notebook can send training data and model weights to any host,
  past every VPC control that you have.
fix: Create the notebook again with DirectInternetAccess=Disabled in a VPC that has the endpoints it needs.
maps:
  gdpr: [Art.25, "Art.32(1)(b)"]
  hipaa: ["164.312(a)(1)", "164.312(e)(1)"]
  aws-fsbp: [SageMaker.1]
  aws-ai-security: [SageMaker.1]
  soc2: ["CC6.6"]
  mitre-atlas: [AML.T0025]
  owasp-llm: [LLM02]
profiles: [baseline]
peers: {prowler: [sagemaker_notebook_instance_without_direct_internet_access_configured], securityhub: [SageMaker.1], checkov: [CKV_AWS_122], config: [sagemaker-notebook-no-direct-internet-access]}
references: ["https://docs.aws.amazon.com/securityhub/latest/userguide/sagemaker-controls.html#sagemaker-1"]
---*/
select arn as resource,
       direct_internet_access = 'Disabled' as passed,
       'DirectInternetAccess is ' || direct_internet_access as reason
from sagemaker_notebook_instance
