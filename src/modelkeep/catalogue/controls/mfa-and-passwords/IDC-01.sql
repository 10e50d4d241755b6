/*---
id: IDC-01
title: Sessions from Identity Center end with the working day, those of administrators within an hour
severity: medium
subject: sso_permission_set
why: >
  The second factor is asked for when a session begins. The longer it lasts, the longer stolen credentials work without one.
fix: Set the permission set's session duration to 8 hours at most, to 1 hour where it attaches AdministratorAccess.
maps: {gdpr: ["Art.32(1)(b)"], hipaa: ["164.312(a)(1)", "164.312(a)(2)(iii)"], soc2: ["CC6.1"]}
references:
  - https://docs.aws.amazon.com/singlesignon/latest/userguide/howtosessionduration.html
notes: AWS allows 1 to 12 hours. Administrators are told by the AWS managed policies AdministratorAccess, PowerUserAccess and IAMFullAccess.
---*/
with wide as (
    select arn, bool_or(regexp_matches(policy_arn, ':iam::aws:policy/(AdministratorAccess|PowerUserAccess|IAMFullAccess)$')) as administers
    from sso_permission_set_managed_policy group by arn
)
select p.arn as resource,
       p.session_minutes <= case when coalesce(w.administers, false) then 60 else 480 end as passed,
       'sessions' || case when coalesce(w.administers, false) then ' of administrators' else '' end || ' last '
           || p.session_minutes || ' minutes' as reason
from sso_permission_set p left join wide w on w.arn = p.arn

/*---
attack: >
  The attacker takes the temporary credentials from a laptop's cache; with sessions of twelve hours they work until the next
  morning, whatever second factor the person has.
console: IAM Identity Center > Permission sets > the set > General settings > Edit, Session duration.
cli: |
  aws sso-admin update-permission-set --instance-arn INSTANCE --permission-set-arn SET --session-duration PT1H
  aws sso-admin provision-permission-set --instance-arn INSTANCE --permission-set-arn SET --target-type ALL_PROVISIONED_ACCOUNTS
cloudformation: |
  Type: AWS::SSO::PermissionSet
  Properties:
    InstanceArn: !Ref Instance
    Name: Administrators
    SessionDuration: PT1H
terraform: |
  resource "aws_ssoadmin_permission_set" "administrators" {
    instance_arn     = tolist(data.aws_ssoadmin_instances.this.arns)[0]
    name             = "Administrators"
    session_duration = "PT1H"
  }
---*/
