/*---
id: SM-PIPE-01
title: Definitions of pipelines hold no secrets
severity: high
subject: sagemaker_pipeline
why: >
  Everybody who may describe the pipeline reads its definition. One leaked token is enough to reach what it opens.
fix: >
  Rotate the secret, take it out of the definition, and let the step read it from AWS Secrets Manager with its
  role.
maps: {gdpr: ["Art.32(1)(b)"], hipaa: ["164.312(a)(1)", "164.312(d)"], mitre-atlas: [AML.T0055]}
references:
  - https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribePipeline.html
---*/
select arn as resource,
       len(secrets) = 0 as passed,
       case when len(secrets) = 0 then 'none of the known forms of secrets' else array_to_string(secrets, ', ') end as reason
from sagemaker_pipeline
