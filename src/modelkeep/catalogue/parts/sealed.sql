/*---
kind: sealed
doc: The key under which a bucket's objects are; AWS's own key for S3 is everybody's in the account, and takes no right of its own.
---*/
select e.arn as src, coalesce(a.target_key_arn, kms_key_arn(e.kms_key_id, e.account, e.region)) as dst
from s3_bucket_encryption e left join kms_alias a on a.arn = kms_key_arn(e.kms_key_id, e.account, e.region)
where e.algorithm like 'aws:kms%' and e.kms_key_id <> '' and e.kms_key_id not like '%alias/aws/s3'
