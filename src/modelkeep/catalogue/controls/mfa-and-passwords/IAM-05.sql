/*---
id: IAM-05
title: Administrators sign in with a device that cannot be phished
severity: high
subject: iam_user
why: >
  An administrator's password and code can be asked for on a fake sign-in page and used at once; a security
  key answers only the real one.
fix: >
  Register a security key (or passkey, or hardware token) for the user and remove the authenticator app.
maps: {gdpr: ["Art.32(1)(b)"], hipaa: ["164.312(d)"], soc2: ["CC6.1"], mitre-atlas: [AML.T0012]}
peers: {prowler: [iam_user_hardware_mfa_enabled, iam_administrator_access_with_mfa]}
references:
  - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_enable_fido.html
notes: >
  An administrator is whose policies allow everything, or to hand out rights, within the permissions boundary. Policies of the organisation
  are not weighed: whatever they keep from the account, they keep from all its administrators.
---*/
with within as (
    select arn, any_true(makes_administrator(effect, actions, not_actions, resources, not_resources, conditions)) as administers
    from iam_managed_policy_statement group by arn
),
granted as (
    select u.arn, u.permissions_boundary_arn as boundary,
           (select any_true(makes_administrator(s.effect, s.actions, s.not_actions, s.resources, s.not_resources, s.conditions))
            from iam_user_policy_statement s where s.arn = u.arn) as is_one
    from iam_user u
),
administrator as (
    select g.arn, case when not g.is_one then false when g.boundary = '' then g.is_one
                       when g.boundary <> '' then g.is_one and w.administers end as is_one
    from granted g left join within w on w.arn = g.boundary
)
select a.arn as resource,
       case when a.is_one and c.has_password then c.mfa_active and v.user_arn is null end as passed,
       case when a.is_one is null then 'whether this user is an administrator is unknown: a policy, or the permissions boundary, was not read or understood'
            when c.arn is null then 'not in the credential report'
            when not c.mfa_active then 'an administrator without a second factor'
            when v.user_arn is not null then 'an administrator with an authenticator app'
            else 'an administrator with a device' end as reason,
       [v.arn] as uses
from administrator a
left join iam_user_credential c on c.arn = a.arn
left join (select user_arn, min(arn) as arn from iam_virtual_mfa_device group by user_arn) v on v.user_arn = a.arn
where a.is_one is distinct from false and c.has_password is distinct from false

/*---
attack: >
  The attacker shows the administrator a copy of the sign-in page, takes password and code, and uses both within the
  half minute for which the code holds. A security key does not answer a copy.
console: >
  IAM > Users > the user > Security credentials > Multi-factor authentication (MFA) > Assign MFA device, Passkey or
  security key; then remove the authenticator app.
cli: |
  # A security key is registered in the console; then remove the app:
  aws iam deactivate-mfa-device --user-name USER --serial-number arn:aws:iam::ACCOUNT:mfa/DEVICE
  aws iam delete-virtual-mfa-device --serial-number arn:aws:iam::ACCOUNT:mfa/DEVICE
cloudformation: >
  CloudFormation cannot register a security key, because that needs the user at the console; use the console.
terraform: >
  Terraform cannot register a security key, because that needs the user at the console; use the console.
---*/
