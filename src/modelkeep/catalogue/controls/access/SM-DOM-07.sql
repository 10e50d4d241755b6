/*---
id: SM-DOM-07
title: Studio lifecycle scripts hold no secrets
severity: high
subject: sagemaker_studio_lifecycle_config
why: >
  Everybody who may describe the configuration reads the script, and every instance that runs it has the secret.
  One leaked token is enough to reach what it opens.
fix: >
  Rotate the secret, take it out of the script, and read it at run time from AWS Secrets Manager with the
  execution role.
maps: {gdpr: ["Art.32(1)(b)"], hipaa: ["164.312(a)(1)", "164.312(d)"], mitre-atlas: [AML.T0055]}
profiles: [baseline]
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/studio-lifecycle-configurations.html
---*/
select arn as resource,
       len(secrets) = 0 as passed,
       case when len(secrets) = 0 then 'none of the known forms of secrets' else array_to_string(secrets, ', ') end as reason
from sagemaker_studio_lifecycle_config
