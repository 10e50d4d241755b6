/*---
id: IAM-10
title: Passwords expire within 90 days
severity: low
subject: iam_account_password_policy
complete: [iam_account_summary]
why: >
  A stolen password works until somebody changes it. (Where every user has a second factor, you may well
  accept this finding.)
fix: >
  Set MaxPasswordAge to 90 or less in the account's password policy.
maps:
  gdpr: ["Art.32(1)(b)"]
  hipaa: ["164.308(a)(5)(ii)(D)"]
peers: {prowler: [iam_password_policy_expires_passwords_within_90_days_or_less], securityhub: [IAM.7], checkov: [CKV_AWS_9], config: [iam-password-policy]}
references:
  - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html
---*/
select p.arn as resource,
       p.max_password_age between 1 and 90 as passed,
       case when p.max_password_age = 0 then 'passwords never expire' else 'passwords expire after ' || p.max_password_age || ' days' end as reason,
       [p.arn] as uses
from iam_account_password_policy p left join iam_account_summary s on s.arn = p.arn
where s.users is distinct from 0

/*---
attack: >
  A password that leaked unnoticed lets the attacker in for as long as it is not changed, which without expiry is for
  ever.
console: >
  IAM > Account settings > Password policy > Edit, Custom, tick "Turn on password expiration" and set 90 days or less.
cli: |
  # The command replaces the whole policy: what is left out falls back to its default.
  aws iam update-account-password-policy --minimum-password-length 14 --require-symbols --require-numbers \
    --require-uppercase-characters --require-lowercase-characters --allow-users-to-change-password \
    --max-password-age 90 --password-reuse-prevention 24
cloudformation: >
  CloudFormation has no resource for the password policy; use the CLI.
terraform: |
  resource "aws_iam_account_password_policy" "this" {
    max_password_age = 90
  }
---*/
