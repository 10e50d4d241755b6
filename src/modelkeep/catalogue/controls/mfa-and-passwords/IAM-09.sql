/*---
id: IAM-09
title: The last 24 passwords cannot be used again
severity: low
subject: iam_account_password_policy
complete: [iam_account_summary]
why: >
  A password that leaked once comes back into use when people may return to it.
fix: >
  Set PasswordReusePrevention to 24 in the account's password policy.
maps:
  gdpr: ["Art.32(1)(b)"]
  hipaa: ["164.308(a)(5)(ii)(D)"]
  cis-aws-3.0: ["1.9"]
  cis-aws-5.0: ["1.8"]
  cis-aws-7.0: ["2.9"]
  soc2: ["CC6.1"]
peers: {prowler: [iam_password_policy_reuse_24], securityhub: [IAM.7], checkov: [CKV_AWS_13], config: [iam-password-policy]}
references:
  - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html
---*/
select p.arn as resource,
       p.password_reuse_prevention >= 24 as passed,
       p.password_reuse_prevention || ' earlier passwords are refused' as reason,
       [p.arn] as uses
from iam_account_password_policy p left join iam_account_summary s on s.arn = p.arn
where s.users is distinct from 0

/*---
attack: >
  A password that leaked last year works again when its owner changes back to it. Attackers keep old lists and try
  them again.
console: >
  IAM > Account settings > Password policy > Edit, Custom, tick "Prevent password reuse" and remember 24 passwords.
cli: |
  # The command replaces the whole policy: what is left out falls back to its default.
  aws iam update-account-password-policy --minimum-password-length 14 --require-symbols --require-numbers \
    --require-uppercase-characters --require-lowercase-characters --allow-users-to-change-password \
    --max-password-age 90 --password-reuse-prevention 24
cloudformation: >
  CloudFormation has no resource for the password policy; use the CLI.
terraform: |
  resource "aws_iam_account_password_policy" "this" {
    password_reuse_prevention = 24
  }
---*/
