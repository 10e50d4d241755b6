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
