/*---
kind: encrypted_by
doc: The KMS key under which a function's environment variables are.
---*/
select arn as src, kms_key_arn(kms_key_arn, account, region) as dst from lambda_function
