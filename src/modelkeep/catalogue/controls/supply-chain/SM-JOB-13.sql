/*---
id: SM-JOB-13
title: Training data comes from buckets of your own accounts
severity: high
subject: sagemaker_training_job
why: >
  Whoever owns the bucket decides what your model learns, today and in the next run. A bucket whose owner gave up
  its name can be registered by a stranger.
fix: >
  Copy the data to a bucket of yours, check it, and train from there. Where the owner is another account of yours,
  include it in the scan.
maps: {gdpr: ["Art.5(1)(f)", "Art.32(1)(b)"], hipaa: ["164.312(c)(1)"], mitre-atlas: [AML.T0010, AML.T0020]}
profiles: [baseline]
complete: [s3_bucket]
references: ["https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html"]
notes: >
  SageMaker reads training data from the job's own region only, so that the regions of a scan cannot hide the
  bucket. AWS's own JumpStart buckets are left out.
---*/
select i.arn as resource,
       b.arn is not null as passed,
       'bucket ' || bucket_of(i.s3_uri) || if(b.arn is not null, ' belongs to account ' || b.account,
           ' belongs to none of the accounts of this scan') as reason,
       [bucket_arn_of(i.s3_uri)] as uses
from sagemaker_training_job_input i
left join s3_bucket b on b.arn = bucket_arn_of(i.s3_uri)
where bucket_of(i.s3_uri) not like 'jumpstart-%cache-prod-%'
