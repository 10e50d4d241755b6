/*---
kind: encrypted_by
doc: The KMS key under which a repository's images are.
---*/
select arn as src, kms_key_arn(kms_key, account, region) as dst from ecr_repository
