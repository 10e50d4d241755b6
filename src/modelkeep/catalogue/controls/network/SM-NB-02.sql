/*---
id: SM-NB-02
title: Notebook instances run in a VPC of yours
severity: high
subject: sagemaker_notebook_instance
why: >
  Outside your VPC no security group, flow log or endpoint policy of yours sees what the notebook sends, so stolen
  training data leaves without a trace.
fix: >
  A notebook cannot be moved. Save the work, then create the notebook again with SubnetId and SecurityGroupIds of
  a private subnet.
maps:
  gdpr: ["Art.32(1)(b)"]
  hipaa: ["164.312(a)(1)", "164.312(e)(1)"]
  aws-fsbp: [SageMaker.2]
  aws-ai-security: [SageMaker.2]
  soc2: ["CC6.6"]
  mitre-atlas: [AML.T0025]
peers: {prowler: [sagemaker_notebook_instance_vpc_settings_configured], securityhub: [SageMaker.2], checkov: [CKV_AWS_306], config: [sagemaker-notebook-instance-inside-vpc]}
references:
  - https://docs.aws.amazon.com/securityhub/latest/userguide/sagemaker-controls.html#sagemaker-2
---*/
select arn as resource,
       subnet_id <> '' as passed,
       case when subnet_id = '' then 'no subnet: it runs in a network of SageMaker' else 'in subnet ' || subnet_id end as reason
from sagemaker_notebook_instance

/*---
attack: >
  A notebook outside of your VPC has no security group and no flow log. Whoever gets code to run in it, by a shared
  notebook or a poisoned package, moves data out unseen.
console: >
  Amazon SageMaker AI > Notebook instances > Create notebook instance, Network, choose a VPC, a private subnet and a
  security group.
cli: |
  aws sagemaker create-notebook-instance --notebook-instance-name NAME --instance-type ml.t3.medium \
    --role-arn ROLE --subnet-id SUBNET --security-group-ids SG
cloudformation: |
  Type: AWS::SageMaker::NotebookInstance
  Properties:
    SubnetId: !Ref PrivateSubnet
    SecurityGroupIds:
      - !Ref NotebookGroup
terraform: |
  resource "aws_sagemaker_notebook_instance" "this" {
    subnet_id       = aws_subnet.private.id
    security_groups = [aws_security_group.notebook.id]
  }
---*/
