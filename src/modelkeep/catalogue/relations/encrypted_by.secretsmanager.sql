/*---
kind: encrypted_by
doc: The KMS key, or alias of one, that encrypts a secret.
---*/
select arn as src, kms_key_arn(kms_key_id, account, region) as dst from secretsmanager_secret
