/*---
id: ECR-04
title: Images of models are encrypted with a key of your own
severity: low
subject: ecr_repository
scope: ai
why: >
  With a customer managed key you decide who can decrypt the images, every use is on record, and taking the key away
  stops all copies at once.
fix: >
  Create the repository again with KMS encryption and a customer managed key (it cannot be changed later), and push the
  images anew.
maps: {gdpr: ["Art.32(1)(a)"], hipaa: ["164.312(a)(2)(iv)"], mitre-atlas: [AML.T0035]}
peers: {checkov: [CKV_AWS_136]}
references: ["https://docs.aws.amazon.com/AmazonECR/latest/userguide/encryption-at-rest.html"]
---*/
with encrypted as (
    select arn, account, encryption_type, kms_key_arn(kms_key, account, region) as given_arn from ecr_repository
)
select e.arn as resource,
       case when e.encryption_type = 'AES256' then false
            when e.given_arn = '' or e.given_arn like '%:alias/aws/%' then false
            when account_of(e.given_arn) <> e.account then true
            else k.key_manager = 'CUSTOMER' end as passed,
       case when passed then 'encrypted with the customer managed key ' || coalesce(k.arn, e.given_arn)
            when e.encryption_type = 'AES256' then 'encrypted with S3''s own key (AES256)'
            when not passed then 'encrypted with the AWS managed key' end as reason,
       list_filter([e.given_arn, k.arn], lambda x: x is not null) as uses
from encrypted e
     left join kms_alias a on a.arn = e.given_arn
     left join kms_key k on k.arn = coalesce(a.target_key_arn, e.given_arn)

/*---
attack: >
  An image holds serving code and often the weights. A role with pull rights leaks; without a key of your own you must
  find every policy that lets it pull, with one you take the key away.
console: >
  Amazon ECR > Private repositories > Create repository, Encryption settings, AWS KMS, choose a customer managed key. It
  cannot be changed later: push the images into the new repository.
cli: |
  aws ecr create-repository --repository-name NAME --encryption-configuration encryptionType=KMS,kmsKey=KEY_ARN
cloudformation: |
  Type: AWS::ECR::Repository
  Properties:
    EncryptionConfiguration:
      EncryptionType: KMS
      KmsKey: !GetAtt Key.Arn
terraform: |
  resource "aws_ecr_repository" "this" {
    encryption_configuration {
      encryption_type = "KMS"
      kms_key         = aws_kms_key.this.arn
    }
  }
---*/
