/*---
id: IAM-03-USE
title: The root user is not used
severity: medium
subject: scope_account
why: >
  Daily work as the root user exposes the one password that unlocks everything, and its actions tell nobody's
  name.
fix: >
  Find out who signed in as the root user, give that person a role for the task, and keep the root user's
  device locked away.
maps: {gdpr: ["Art.32(1)(b)"], hipaa: ["164.312(d)"], cis-aws-3.0: ["1.7"], cis-aws-5.0: ["1.6"], cis-aws-7.0: ["2.7"]}
peers: {prowler: [iam_avoid_root_usage]}
references:
  - https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html
---*/
with used as (
    select arn, reported_at,
           case when password_used then password_last_used_at > reported_at - interval 30 day else password_used end as by_password,
           case when access_key_1_last_used_at > reported_at - interval 30 day then true
                when access_key_1_active is not null then false end
           or case when access_key_2_last_used_at > reported_at - interval 30 day then true
                   when access_key_2_active is not null then false end as by_key
    from scope_account_root_credential
)
select a.arn as resource,
       not (u.by_password or u.by_key) as passed,
       case when u.by_password then 'somebody signed in as the root user in the last 30 days'
            when u.by_key then 'an access key of the root user was used in the last 30 days'
            when not (u.by_password or u.by_key) then 'the root user was not used in the last 30 days'
            else 'the credential report does not tell of the root user' end as reason
from scope_account a left join used u on u.arn = a.arn

/*---
attack: >
  Where the root user is in daily use, its password lies in browsers, notes and chats. An attacker who finds it owns
  the account, and in the log looks like the colleague who always does that.
console: >
  CloudTrail > Event history, Lookup attributes: User name = root, to find who it was. Give that person a role for the
  task (IAM > Roles), and lock the root user's device away.
cli: |
  aws cloudtrail lookup-events --lookup-attributes AttributeKey=Username,AttributeValue=root --region us-east-1
  aws organizations create-policy --name no-root-user --type SERVICE_CONTROL_POLICY --description "Root user of member accounts" \
    --content '{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*",
      "Condition": {"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*:root"}}}]}'
  aws organizations attach-policy --policy-id POLICY --target-id ROOT_OR_UNIT
cloudformation: |
  Type: AWS::Organizations::Policy
  Properties:
    Name: no-root-user
    Type: SERVICE_CONTROL_POLICY
    TargetIds:
      - !Ref OrganizationRootId
    Content:
      Version: "2012-10-17"
      Statement:
        - Effect: Deny
          Action: "*"
          Resource: "*"
          Condition:
            StringLike:
              aws:PrincipalArn: arn:aws:iam::*:root
terraform: |
  resource "aws_organizations_policy" "no_root_user" {
    name = "no-root-user"
    type = "SERVICE_CONTROL_POLICY"
    content = jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Effect    = "Deny"
        Action    = "*"
        Resource  = "*"
        Condition = { StringLike = { "aws:PrincipalArn" = "arn:aws:iam::*:root" } }
      }]
    })
  }
---*/
