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
maps:
  gdpr: ["Art.32(1)(a)"]
  hipaa: ["164.312(a)(2)(iv)"]
peers: {prowler: [sagemaker_notebook_instance_encryption_enabled], securityhub: [SageMaker.21], checkov: [CKV_AWS_22, CKV_AWS_187], config: [sagemaker-notebook-instance-kms-key-configured, sagemaker-notebook-instance-storage-vol-kms-encrypted]}
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/encryption-at-rest-nbi.html
  - https://docs.aws.amazon.com/config/latest/developerguide/sagemaker-notebook-instance-kms-key-configured.html
---*/
select arn as resource,
       kms_key_id <> '' and kms_key_id not like '%alias/aws/%' as passed,
       case when kms_key_id = '' then 'no key of yours: the volume is under a key of SageMaker' else 'under ' || kms_key_id end as reason
from sagemaker_notebook_instance
