/*---
id: SM-NB-06
title: Notebook instances run a platform that still gets security fixes
severity: high
subject: sagemaker_notebook_instance
why: >
  Amazon Linux and Amazon Linux 2 notebooks get no security fixes any more (since 31 March 2024 and 30 June 2026),
  so known holes stay open next to your data.
fix: >
  Stop an Amazon Linux 2 notebook, update it with PlatformIdentifier=notebook-al2023-v1 and start it; the files on
  its volume stay. Replace Amazon Linux notebooks with new ones.
maps:
  gdpr: ["Art.32(1)(b)"]
  hipaa: ["164.308(a)(1)(ii)(B)", "164.308(a)(5)(ii)(B)"]
  aws-fsbp: [SageMaker.8]
  aws-ai-security: [SageMaker.8]
  soc2: ["CC7.1"]
profiles: [baseline]
peers: {securityhub: [SageMaker.8], config: [sagemaker-notebook-instance-platform-version]}
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/nbi-al2.html
  - https://docs.aws.amazon.com/securityhub/latest/userguide/sagemaker-controls.html#sagemaker-8
---*/
select arn as resource,
       platform_identifier like 'notebook-al2023-%' as passed,
       'the platform is ' || platform_identifier as reason
from sagemaker_notebook_instance

/*---
attack: >
  A notebook opens a file or a web page that uses a hole in a library of the old system. The hole is public, the platform
  gets no fix for it, and the attacker sits beside your training data with the notebook's role.
console: >
  SageMaker AI > Notebook instances, stop the instance, Actions > Update settings, Platform identifier "Amazon Linux
  2023", update and start it.
cli: |
  aws sagemaker stop-notebook-instance --notebook-instance-name NAME
  aws sagemaker update-notebook-instance --notebook-instance-name NAME --platform-identifier notebook-al2023-v1
  aws sagemaker start-notebook-instance --notebook-instance-name NAME
cloudformation: |
  Type: AWS::SageMaker::NotebookInstance
  Properties:
    PlatformIdentifier: notebook-al2023-v1
terraform: |
  resource "aws_sagemaker_notebook_instance" "this" {
    platform_identifier = "notebook-al2023-v1"
  }
---*/
