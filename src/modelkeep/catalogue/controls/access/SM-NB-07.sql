/*---
id: SM-NB-07
title: Notebook lifecycle scripts hold no secrets
severity: high
subject: sagemaker_notebook_instance_lifecycle_config
why: >
  Everybody who may describe the configuration reads the script, and every instance that runs it has the secret.
  One leaked token is enough to reach what it opens.
fix: >
  Rotate the secret, take it out of the script, and read it at run time from AWS Secrets Manager with the
  execution role.
maps: {gdpr: ["Art.32(1)(b)"], hipaa: ["164.312(a)(1)", "164.312(d)"], mitre-atlas: [AML.T0055]}
profiles: [baseline]
peers: {prowler: [sagemaker_notebook_instance_no_secrets]}
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/notebook-lifecycle-config.html
---*/
select arn as resource,
       len(secrets) = 0 as passed,
       case when len(secrets) = 0 then 'none of the known forms of secrets' else array_to_string(secrets, ', ') end as reason
from sagemaker_notebook_instance_lifecycle_config
