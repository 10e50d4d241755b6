/*---
id: SM-NB-03
title: Users of notebook instances are not root
severity: high
subject: sagemaker_notebook_instance
why: >
  With root a user, or a package that a user installs, can switch off what watches the notebook and change every
  file on it.
fix: >
  Stop the notebook and update it with RootAccess=Disabled. Lifecycle scripts keep running as root, so put what
  needs root there.
maps:
  gdpr: [Art.25, "Art.32(1)(b)"]
  hipaa: ["164.308(a)(4)", "164.312(a)(1)"]
  aws-fsbp: [SageMaker.3]
  aws-ai-security: [SageMaker.3]
  soc2: ["CC6.1"]
profiles: [baseline]
peers: {prowler: [sagemaker_notebook_instance_root_access_disabled], securityhub: [SageMaker.3], checkov: [CKV_AWS_307], config: [sagemaker-notebook-instance-root-access-check]}
references:
  - https://docs.aws.amazon.com/securityhub/latest/userguide/sagemaker-controls.html#sagemaker-3
  - https://docs.aws.amazon.com/sagemaker/latest/dg/nbi-root-access.html
---*/
select arn as resource,
       root_access = 'Disabled' as passed,
       'RootAccess is ' || root_access as reason
from sagemaker_notebook_instance

/*---
attack: >
  A poisoned package that runs as root changes the notebook itself: it hides, survives updates, reads other people's
  files and watches what they type.
console: >
  Amazon SageMaker AI > Notebook instances > the notebook > Actions > Stop, then Edit, Permissions, Root access:
  Disable.
cli: |
  aws sagemaker stop-notebook-instance --notebook-instance-name NAME
  aws sagemaker update-notebook-instance --notebook-instance-name NAME --root-access Disabled
cloudformation: |
  Type: AWS::SageMaker::NotebookInstance
  Properties:
    RootAccess: Disabled
terraform: |
  resource "aws_sagemaker_notebook_instance" "this" {
    root_access = "Disabled"
  }
---*/
