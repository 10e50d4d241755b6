/*---
id: SM-NB-05
title: Notebook instances answer metadata requests only with a session token (IMDSv2)
severity: high
subject: sagemaker_notebook_instance
why: >
  Version 1 of the metadata service gives the notebook role's credentials to any plain web request, which a
  malicious notebook or page can make it send.
fix: >
  Stop the notebook and update it with InstanceMetadataServiceConfiguration
  MinimumInstanceMetadataServiceVersion=2.
maps:
  gdpr: [Art.25, "Art.32(1)(b)"]
  hipaa: ["164.308(a)(4)", "164.312(a)(1)"]
  soc2: ["CC6.1"]
  mitre-atlas: [AML.T0055]
peers: {checkov: [CKV_AWS_371]}
references:
  - https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InstanceMetadataServiceConfiguration.html
---*/
select arn as resource,
       minimum_instance_metadata_service_version = '2' as passed,
       'the minimum version is ' || minimum_instance_metadata_service_version as reason
from sagemaker_notebook_instance

/*---
attack: >
  An attacker makes something in the notebook, such as a proxy or a preview, fetch the metadata address. With the old
  version one such request returns the keys of the notebook's role.
console: >
  Amazon SageMaker AI > Notebook instances > the notebook > Actions > Stop, then Edit, Minimum IMDS Version: 2.
cli: |
  aws sagemaker stop-notebook-instance --notebook-instance-name NAME
  aws sagemaker update-notebook-instance --notebook-instance-name NAME \
    --instance-metadata-service-configuration MinimumInstanceMetadataServiceVersion=2
cloudformation: |
  Type: AWS::SageMaker::NotebookInstance
  Properties:
    InstanceMetadataServiceConfiguration:
      MinimumInstanceMetadataServiceVersion: "2"
terraform: |
  resource "aws_sagemaker_notebook_instance" "this" {
    instance_metadata_service_configuration {
      minimum_instance_metadata_service_version = "2"
    }
  }
---*/
