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
maps: {gdpr: ["Art.32(1)(a)"], hipaa: ["164.312(a)(2)(iv)"], soc2: ["CC6.1"]}
peers: {checkov: [CKV_AWS_187]}
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/encryption-at-rest-studio.html
---*/
select arn as resource,
       kms_key_id <> '' and kms_key_id not like '%alias/aws/%' as passed,
       case when kms_key_id = '' then 'no key of yours: the file system is under a key of AWS' else 'under ' || kms_key_id end as reason
from sagemaker_domain

/*---
attack: >
  Notebooks and data of all users lie on one file system. When a user's session is stolen and data flows out, no key of
  yours can be disabled to close the file system.
console: >
  SageMaker AI > Domains > Create domain, Set up for organizations, Storage, Encryption key, choose a customer managed
  key. It cannot be changed later: move the users to the new domain.
cli: |
  aws sagemaker create-domain --domain-name NAME --auth-mode IAM --vpc-id VPC --subnet-ids SUBNET \
    --default-user-settings ExecutionRole=ROLE --kms-key-id KEY_ARN
cloudformation: |
  Type: AWS::SageMaker::Domain
  Properties:
    KmsKeyId: !GetAtt Key.Arn
terraform: |
  resource "aws_sagemaker_domain" "this" {
    kms_key_id = aws_kms_key.this.arn
  }
---*/
