/*---
id: SM-DOM-03
title: Home directories of Studio domains are encrypted with a key of yours
severity: medium
subject: sagemaker_domain
why: >
  All users' notebooks and data lie on the domain's file system. Under a key of yours you decide who can read it,
  and revoking the key closes it at once.
fix: >
  The key cannot be changed. Create a domain with KmsKeyId set to a customer managed key and move the users over.
maps:
  gdpr: ["Art.32(1)(a)"]
  hipaa: ["164.312(a)(2)(iv)"]
peers: {checkov: [CKV_AWS_187]}
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/encryption-at-rest-studio.html
---*/
select arn as resource,
       kms_key_id <> '' and kms_key_id not like '%alias/aws/%' as passed,
       case when kms_key_id = '' then 'no key of yours: the file system is under a key of AWS' else 'under ' || kms_key_id end as reason
from sagemaker_domain
