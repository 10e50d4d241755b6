/*---
id: IAM-12
title: Passwords that nobody uses are gone
severity: medium
subject: iam_user
why: >
  People leave and their passwords stay; who signs in with one months later is not missed by anybody.
fix: >
  Delete the user's login profile, or the user.
maps:
  gdpr: ["Art.32(1)(b)"]
  hipaa: ["164.308(a)(5)(ii)(D)", "164.308(a)(3)(ii)(C)"]
  cis-aws-3.0: ["1.12"]
  cis-aws-5.0: ["1.11"]
  cis-aws-7.0: ["2.11"]
  soc2: ["CC6.2"]
  mitre-atlas: [AML.T0012]
peers: {prowler: [iam_user_console_access_unused], securityhub: [IAM.8, IAM.22], config: [iam-user-unused-credentials-check]}
references:
  - https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-22
---*/
select u.arn as resource,
       case when not c.has_password then null
            when c.password_used then c.password_last_used_at >= c.reported_at - interval 45 day
            when not c.password_used then c.password_last_changed_at >= c.reported_at - interval 45 day end as passed,
       case when c.arn is null then 'not in the credential report'
            when c.password_used then 'last signed in ' || date_diff('day', c.password_last_used_at, c.reported_at) || ' days ago'
            else 'never signed in since the password was set' end as reason
from iam_user u left join iam_user_credential c on c.arn = u.arn
where c.has_password is distinct from false

/*---
attack: >
  The account of somebody who left or moved on still has its password. An attacker tries passwords from old leaks, and
  no owner sees the sign-in.
console: >
  IAM > Users > the user > Security credentials > Console sign-in > Manage console access, Disable console access.
cli: |
  aws iam delete-login-profile --user-name USER
cloudformation: |
  # without LoginProfile the user has no password
  Type: AWS::IAM::User
  Properties:
    UserName: NAME
terraform: >
  Remove the aws_iam_user_login_profile of the user; destroying that resource deletes the password.
---*/
