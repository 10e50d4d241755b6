/*---
id: IAM-03
title: The root user has no access keys
severity: critical
subject: iam_account_summary
why: >
  A root access key is a password without a second factor that works from anywhere and cannot be restrained.
fix: >
  Delete the root user's access keys; let what used them assume a role.
maps:
  gdpr: ["Art.32(1)(b)"]
  hipaa: ["164.312(d)"]
  aws-fsbp: [IAM.4]
  cis-aws-3.0: ["1.4"]
  cis-aws-5.0: ["1.3"]
  cis-aws-7.0: ["2.4"]
profiles: [baseline]
peers: {prowler: [iam_no_root_access_key], securityhub: [IAM.4], config: [iam-root-access-key-check]}
references:
  - https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-4
---*/
select arn as resource,
       not root_access_keys_present as passed,
       case when root_access_keys_present then 'the root user has access keys' else 'the root user has no access keys' end as reason
from iam_account_summary
