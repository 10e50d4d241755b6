/*---
id: IDC-02
title: People sign in to Identity Center with a second factor
severity: info
subject: sso_instance
why: >
  Who signs in to Identity Center reaches all accounts and AI applications that are assigned. AWS shows nobody but the person at
  the console whether a second factor is asked for.
fix: >
  Look at Settings > Authentication of the instance: every sign-in should ask for a second factor, and who has none should have
  to register one. With an external identity provider, look there. Replace a member account's own instance by the
  organisation's.
maps: {gdpr: ["Art.32(1)(b)"], hipaa: ["164.312(d)"], soc2: ["CC6.1"]}
references:
  - https://docs.aws.amazon.com/singlesignon/latest/userguide/mfa-getting-started.html
  - https://docs.aws.amazon.com/singlesignon/latest/userguide/account-instances-identity-center.html
notes: >
  No API tells the setting, so that the answer is unknown wherever people can sign in. A member account's own instance fails:
  people sign in there past what the organisation asks of them. An instance with an empty directory passes: nobody can sign in.
---*/
select i.arn as resource,
       case when not d.has_users then true
            when d.has_users and o.organization_id <> '' and o.management_account <> i.owner_account_id then false end as passed,
       case when not d.has_users then 'nobody can sign in: the directory is empty'
            when d.has_users and o.organization_id <> '' and o.management_account <> i.owner_account_id
                then 'a member account''s own instance: people sign in past the organisation''s Identity Center'
            else 'no API tells: look at IAM Identity Center > Settings > Authentication > Multi-factor authentication, or at the'
                 || ' external identity provider' end as reason
from sso_instance i
left join sso_instance_directory d on d.arn = i.arn
left join scope_account_organization o on o.account = i.owner_account_id

/*---
attack: >
  The attacker has a password from a leak. Where no second factor is asked for, or only on new devices, it opens the portal with
  all of the person's accounts.
console: >
  IAM Identity Center > Settings > Authentication > Multi-factor authentication > Configure: "Every time they sign in", and
  "Require them to register an MFA device at sign in".
cli: AWS has no API for the setting; use the console.
cloudformation: CloudFormation has no property for the setting; use the console.
terraform: Terraform's AWS provider has no attribute for the setting; use the console.
---*/
