/*---
id: CT-09
title: Accounts cannot stop the trails that record them
severity: medium
subject: organizations_account
complete: [organizations_policy, organizations_policy_statement, organizations_policy_target]
why: >
  The first act of an intruder who is an administrator is to stop the trail; then nothing of what happens to
  your models is recorded.
fix: >
  Attach a service control policy that denies cloudtrail:StopLogging, DeleteTrail and UpdateTrail to all but
  the security team's role.
maps: {gdpr: ["Art.32(1)(b)", Art.33], hipaa: ["164.312(b)"], cis-aws-7.0: ["2.1.2"]}
references:
  - https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
---*/
with statement as (
    select s.arn as policy,
           denies_action(s.effect, s.actions, s.not_actions, s.resources, s.not_resources, s.conditions, 'cloudtrail:StopLogging') as stopping,
           denies_action(s.effect, s.actions, s.not_actions, s.resources, s.not_resources, s.conditions, 'cloudtrail:DeleteTrail') as deletion,
           denies_action(s.effect, s.actions, s.not_actions, s.resources, s.not_resources, s.conditions, 'cloudtrail:UpdateTrail') as change
    from organizations_policy_statement s
), reach as (
    select a.arn, t.arn as policy,
           any_true(t.target_type = 'ROOT' or t.target_id = a.account_id or list_contains(a.parents, t.target_id)) as reaches
    from organizations_account a cross join organizations_policy_target t
    group by a.arn, t.arn
), claim as (
    select r.arn, any_true(reaches and stopping) and any_true(reaches and deletion) and any_true(reaches and change) as denied,
           list(distinct r.policy) filter (where reaches and (stopping or deletion or change)) as policies
    from reach r join statement s on s.policy = r.policy
    group by r.arn
)
select a.arn as resource,
       case when a.is_management is null or a.state is null then null when c.arn is null then false else c.denied end as passed,
       case when passed then 'a service control policy protects the trails'
            when not passed then 'trails can be stopped, deleted or changed in this account'
            else 'whether a service control policy binds this account is unknown' end as reason,
       case when passed then c.policies else (select list(arn) from organizations_policy) end as uses
from organizations_account a left join claim c on c.arn = a.arn
where a.is_management is distinct from true and coalesce(a.state, 'ACTIVE') = 'ACTIVE'

/*---
attack: >
  An intruder with administrator rights in one account stops its trail first. Then they copy models, create keys and delete
  endpoints, and none of it is recorded.
console: >
  AWS Organizations > Policies > Service control policies > Create policy, deny cloudtrail:StopLogging, DeleteTrail and
  UpdateTrail, Create; then Targets > Attach to the root or the organizational units.
cli: |
  aws organizations create-policy --type SERVICE_CONTROL_POLICY --name protect-trails --description "Trails stay on" --content '{
    "Version": "2012-10-17",
    "Statement": [{
      "Effect": "Deny", "Resource": "*",
      "Action": ["cloudtrail:StopLogging", "cloudtrail:DeleteTrail", "cloudtrail:UpdateTrail"],
      "Condition": {"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/SECURITY_ROLE"}}}]}'
  aws organizations attach-policy --policy-id POLICY --target-id ROOT
cloudformation: |
  Type: AWS::Organizations::Policy
  Properties:
    Name: protect-trails
    Type: SERVICE_CONTROL_POLICY
    TargetIds: [!Ref RootId]
    Content:
      Version: "2012-10-17"
      Statement:
        - Effect: Deny
          Resource: "*"
          Action: [cloudtrail:StopLogging, cloudtrail:DeleteTrail, cloudtrail:UpdateTrail]
          Condition:
            ArnNotLike:
              aws:PrincipalArn: arn:aws:iam::*:role/security
terraform: |
  resource "aws_organizations_policy" "protect_trails" {
    name = "protect-trails"
    type = "SERVICE_CONTROL_POLICY"
    content = jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Effect    = "Deny"
        Resource  = "*"
        Action    = ["cloudtrail:StopLogging", "cloudtrail:DeleteTrail", "cloudtrail:UpdateTrail"]
        Condition = { ArnNotLike = { "aws:PrincipalArn" = "arn:aws:iam::*:role/security" } }
      }]
    })
  }

  resource "aws_organizations_policy_attachment" "protect_trails" {
    policy_id = aws_organizations_policy.protect_trails.id
    target_id = aws_organizations_organization.this.roots[0].id
  }
---*/
