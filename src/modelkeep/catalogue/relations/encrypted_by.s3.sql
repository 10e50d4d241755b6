/*---
kind: encrypted_by
doc: The KMS key, or alias of one, that encrypts what a bucket holds.
---*/
select arn as src, kms_key_arn(kms_key_id, account, region) as dst
from s3_bucket_encryption
where algorithm like 'aws:kms%'
