/*---
id: SM-JOB-28
title: Training images of your own are named by digest
severity: low
subject: sagemaker_training_job
why: >
  A tag can be moved to another image between two runs. A digest cannot: what you tested is what trains.
fix: >
  A job cannot be changed: start the next one with AlgorithmSpecification.TrainingImage as
  registry/repository@sha256:...
maps: {mitre-atlas: [AML.T0010]}
references: ["https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html"]
notes: >
  Looks at jobs that run now or were started within 90 days of the scan: how an older job ran cannot be changed
  any more.
---*/
select j.arn as resource,
       j.training_image like '%@sha256:%' as passed,
       'the image is ' || j.training_image as reason
from sagemaker_training_job j
where is_recent_job(j.status, j.creation_time, j.collected_at)
  and coalesce(split_part(j.training_image, '.dkr.ecr.', 1) in (select account from scope_account), true)
