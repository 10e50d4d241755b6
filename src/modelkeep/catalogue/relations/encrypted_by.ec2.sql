/*---
kind: encrypted_by
doc: The KMS key under which a disk is.
---*/
select arn as src, kms_key_arn(kms_key_id, account, region) as dst from ec2_volume
