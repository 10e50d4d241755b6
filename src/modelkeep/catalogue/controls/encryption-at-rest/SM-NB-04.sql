/*---
id: SM-NB-04
title: Storage of notebook instances is encrypted with a key of yours
severity: medium
subject: sagemaker_notebook_instance
why: >
  Notebooks hold copies of training data. Under a key of yours you decide who can read the volume, and revoking
  the key closes it at once.
fix: >
  A volume cannot be encrypted anew. Create the notebook again with KmsKeyId set to a customer managed key.
maps: {gdpr: ["Art.32(1)(a)"], hipaa: ["164.312(a)(2)(iv)"], aws-ai-security: [SageMaker.21], soc2: ["CC6.1"]}
peers: {prowler: [sagemaker_notebook_instance_encryption_enabled], securityhub: [SageMaker.21], checkov: [CKV_AWS_22, CKV_AWS_187], config: [sagemaker-notebook-instance-kms-key-configured, sagemaker-notebook-instance-storage-vol-kms-encrypted]}
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/encryption-at-rest-nbi.html
  - https://docs.aws.amazon.com/config/latest/developerguide/sagemaker-notebook-instance-kms-key-configured.html
---*/
select arn as resource,
       kms_key_id <> '' and kms_key_id not like '%alias/aws/%' as passed,
       case when kms_key_id = '' then 'no key of yours: the volume is under a key of SageMaker' else 'under ' || kms_key_id end as reason
from sagemaker_notebook_instance

/*---
attack: >
  Training data and credentials lie on the notebook's volume. When its user's session is stolen, there is no key of yours
  that you could disable to close the volume at once.
console: >
  SageMaker AI > Notebook instances > Create notebook instance, Permissions and encryption, "Encryption key", choose a
  customer managed key. It cannot be changed later: copy the files into the new notebook.
cli: |
  aws sagemaker create-notebook-instance --notebook-instance-name NAME --instance-type ml.t3.medium --role-arn ROLE \
    --kms-key-id KEY_ARN
cloudformation: |
  Type: AWS::SageMaker::NotebookInstance
  Properties:
    KmsKeyId: !GetAtt Key.Arn
terraform: |
  resource "aws_sagemaker_notebook_instance" "this" {
    kms_key_id = aws_kms_key.this.arn
  }
---*/
