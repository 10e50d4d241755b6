/*---
id: SM-NB-10
title: Notebook lifecycle scripts run no code fetched from the internet
severity: medium
subject: sagemaker_notebook_instance_lifecycle_config
why: >
  What the script downloads can change after you read it. Whoever controls that address runs code beside your
  training data, on notebook instances as root.
fix: >
  Keep the scripts and packages that it needs in a versioned S3 bucket, an image or a package index of yours, and
  fetch them from there.
maps:
  gdpr: ["Art.32(1)(b)"]
  hipaa: ["164.308(a)(5)(ii)(B)"]
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/notebook-lifecycle-config.html
notes: >
  Named packages from a configured package index do not count.
---*/
select arn as resource,
       len(remote_code) = 0 as passed,
       case when len(remote_code) = 0 then 'nothing is fetched and run' else array_to_string(remote_code, ', ') end as reason
from sagemaker_notebook_instance_lifecycle_config
