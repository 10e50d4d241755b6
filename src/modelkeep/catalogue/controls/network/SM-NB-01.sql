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

/*---
attack: >
  Code that runs in the notebook, such as a package with a back door, sends training data and weights to a host of its
  choice. That traffic goes through a network of SageMaker, so no VPC control sees it.
console: >
  Amazon SageMaker AI > Notebook instances > Create notebook instance, Network, choose a VPC and set "Direct internet
  access" to Disable.
cli: |
  aws sagemaker create-notebook-instance --notebook-instance-name NAME --instance-type ml.t3.medium \
    --role-arn ROLE --subnet-id SUBNET --security-group-ids SG --direct-internet-access Disabled
cloudformation: |
  Type: AWS::SageMaker::NotebookInstance
  Properties:
    DirectInternetAccess: Disabled
    SubnetId: !Ref PrivateSubnet
    SecurityGroupIds:
      - !Ref NotebookGroup
terraform: |
  resource "aws_sagemaker_notebook_instance" "this" {
    direct_internet_access = "Disabled"
    subnet_id              = aws_subnet.private.id
    security_groups        = [aws_security_group.notebook.id]
  }
---*/
