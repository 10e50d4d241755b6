/*---
id: IAM-07
title: Passwords have at least 14 characters
severity: medium
subject: iam_account_password_policy
complete: [iam_account_summary]
why: >
  Short passwords are guessed; AWS's default is eight characters.
fix: >
  Set MinimumPasswordLength to 14 or more in the account's password policy.
maps:
  gdpr: ["Art.32(1)(b)"]
  hipaa: ["164.308(a)(5)(ii)(D)"]
  aws-fsbp: [IAM.7]
  cis-aws-3.0: ["1.8"]
  cis-aws-5.0: ["1.7"]
  cis-aws-7.0: ["2.8"]
  soc2: ["CC6.1"]
peers: {prowler: [iam_password_policy_minimum_length_14], securityhub: [IAM.7], checkov: [CKV_AWS_10], config: [iam-password-policy]}
references:
  - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html
---*/
select p.arn as resource,
       p.minimum_password_length >= 14 as passed,
       'at least ' || p.minimum_password_length || ' characters' as reason,
       [p.arn] as uses
from iam_account_password_policy p left join iam_account_summary s on s.arn = p.arn
where s.users is distinct from 0
