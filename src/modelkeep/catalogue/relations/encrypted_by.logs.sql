/*---
kind: encrypted_by
doc: The KMS key under which a log group keeps its events.
---*/
select arn as src, kms_key_arn(kms_key_id, account, region) as dst from logs_log_group
