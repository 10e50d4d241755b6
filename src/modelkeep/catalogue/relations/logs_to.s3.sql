/*---
kind: logs_to
doc: The bucket that records the requests that another bucket gets.
---*/
select l.arn as src, split_part(l.arn, ':::', 1) || ':::' || l.target_bucket as dst
from s3_bucket_logging l
where l.target_bucket <> ''
