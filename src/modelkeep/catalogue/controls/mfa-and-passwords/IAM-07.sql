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

/*---
attack: >
  An attacker who got hold of hashes or may try without end finds short passwords by trying all of them; at 14
  characters that takes too long.
console: >
  IAM > Account settings > Password policy > Edit, Custom, set the minimum length to 14 or more.
cli: |
  # The command replaces the whole policy: what is left out falls back to its default.
  aws iam update-account-password-policy --minimum-password-length 14 --require-symbols --require-numbers \
    --require-uppercase-characters --require-lowercase-characters --allow-users-to-change-password \
    --max-password-age 90 --password-reuse-prevention 24
cloudformation: >
  CloudFormation has no resource for the password policy; use the CLI.
terraform: |
  resource "aws_iam_account_password_policy" "this" {
    minimum_password_length = 14
  }
---*/
