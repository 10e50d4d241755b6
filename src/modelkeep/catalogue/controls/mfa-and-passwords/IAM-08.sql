/*---
id: IAM-08
title: Passwords mix capitals, small letters, digits and symbols
severity: medium
subject: iam_account_password_policy
complete: [iam_account_summary]
why: >
  Without rules people choose words, which are tried first.
fix: >
  Require symbols, numbers, uppercase and lowercase characters in the account's password policy.
maps: {gdpr: ["Art.32(1)(b)"], hipaa: ["164.308(a)(5)(ii)(D)"], aws-fsbp: [IAM.7], soc2: ["CC6.1"]}
peers: {prowler: [iam_password_policy_uppercase, iam_password_policy_lowercase, iam_password_policy_number, iam_password_policy_symbol], securityhub: [IAM.7], checkov: [CKV_AWS_11, CKV_AWS_12, CKV_AWS_14, CKV_AWS_15], config: [iam-password-policy]}
references:
  - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html
---*/
select p.arn as resource,
       p.require_symbols and p.require_numbers and p.require_uppercase_characters and p.require_lowercase_characters as passed,
       case when not p.configured then 'no password policy is set'
            when p.require_symbols and p.require_numbers and p.require_uppercase_characters and p.require_lowercase_characters
            then 'all four kinds are required' else 'not all four kinds are required' end as reason,
       [p.arn] as uses
from iam_account_password_policy p left join iam_account_summary s on s.arn = p.arn
where s.users is distinct from 0

/*---
attack: >
  Lists of the passwords that people choose most are public, and nearly all are plain words. An attacker tries these
  first.
console: >
  IAM > Account settings > Password policy > Edit, Custom, tick uppercase and lowercase letters, numbers and
  non-alphanumeric characters.
cli: |
  # The command replaces the whole policy: what is left out falls back to its default.
  aws iam update-account-password-policy --minimum-password-length 14 --require-symbols --require-numbers \
    --require-uppercase-characters --require-lowercase-characters --allow-users-to-change-password \
    --max-password-age 90 --password-reuse-prevention 24
cloudformation: >
  CloudFormation has no resource for the password policy; use the CLI.
terraform: |
  resource "aws_iam_account_password_policy" "this" {
    require_symbols              = true
    require_numbers              = true
    require_uppercase_characters = true
    require_lowercase_characters = true
  }
---*/
