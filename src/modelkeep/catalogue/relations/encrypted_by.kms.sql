/*---
kind: encrypted_by
doc: The KMS key behind an alias.
---*/
select arn as src, target_key_arn as dst from kms_alias
