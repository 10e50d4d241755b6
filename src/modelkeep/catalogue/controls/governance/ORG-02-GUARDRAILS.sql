/*---
id: ORG-02-GUARDRAILS
title: Accounts cannot remove guardrails or stop the logging of prompts
severity: medium
subject: organizations_account
complete: [organizations_policy, organizations_policy_statement, organizations_policy_target]
why: >
  Whoever takes over an account first switches off what would hold them back or record them.
fix: >
  Attach a service control policy that denies bedrock:DeleteGuardrail, UpdateGuardrail and
  DeleteModelInvocationLoggingConfiguration to all but the security team's role.
maps: {gdpr: [Art.25, "Art.32(1)(b)"], hipaa: ["164.312(b)"], cis-aws-7.0: ["2.1.2"], iso-42001: [A.9.2]}
references:
  - https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
---*/
with statement as (
    select s.arn as policy,
           denies_action(s.effect, s.actions, s.not_actions, s.resources, s.not_resources, s.conditions, 'bedrock:DeleteGuardrail') as deletion,
           denies_action(s.effect, s.actions, s.not_actions, s.resources, s.not_resources, s.conditions, 'bedrock:DeleteModelInvocationLoggingConfiguration') as logging
    from organizations_policy_statement s
), reach as (
    select a.arn, t.arn as policy,
           any_true(t.target_type = 'ROOT' or t.target_id = a.account_id or list_contains(a.parents, t.target_id)) as reaches
    from organizations_account a cross join organizations_policy_target t
    group by a.arn, t.arn
), claim as (
    select r.arn, any_true(reaches and deletion) and any_true(reaches and logging) as denied,
           list(distinct r.policy) filter (where reaches and (deletion or logging)) as policies
    from reach r join statement s on s.policy = r.policy
    group by r.arn
)
select a.arn as resource,
       case when a.is_management is null or a.state is null then null when c.arn is null then false else c.denied end as passed,
       case when passed then 'a service control policy protects guardrails and invocation logging'
            when not passed then 'guardrails or invocation logging can be removed in this account'
            else 'whether a service control policy binds this account is unknown' end as reason,
       case when passed then c.policies else (select list(arn) from organizations_policy) end as uses
from organizations_account a left join claim c on c.arn = a.arn
where a.is_management is distinct from true and coalesce(a.state, 'ACTIVE') = 'ACTIVE'

/*---
attack: >
  An attacker with administrator's rights in one account first deletes the guardrail and the log of prompts, then uses
  the models as he likes. Only a policy from above the account stops an administrator.
console: >
  AWS Organizations > Policies > Service control policies > Create policy, deny bedrock:DeleteGuardrail,
  bedrock:UpdateGuardrail and bedrock:DeleteModelInvocationLoggingConfiguration to all but the security team's role.
  Then Actions > Attach policy, to the root or to the units that hold the accounts.
cli: |
  aws organizations create-policy --name protect-guardrails --type SERVICE_CONTROL_POLICY --description "protect-guardrails" --content \
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": ["bedrock:DeleteGuardrail", "bedrock:UpdateGuardrail",
      "bedrock:DeleteModelInvocationLoggingConfiguration"], "Resource": "*",
      "Condition": {"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/SecurityTeam"}}}]}'
  aws organizations attach-policy --policy-id POLICY --target-id ROOT_OR_UNIT
cloudformation: |
  Type: AWS::Organizations::Policy
  Properties:
    Name: protect-guardrails
    Type: SERVICE_CONTROL_POLICY
    TargetIds:
      - !Ref OrganizationRootId
    Content:
      Version: "2012-10-17"
      Statement:
        - Effect: Deny
          Action:
            - bedrock:DeleteGuardrail
            - bedrock:UpdateGuardrail
            - bedrock:DeleteModelInvocationLoggingConfiguration
          Resource: "*"
          Condition:
            ArnNotLike:
              aws:PrincipalArn: arn:aws:iam::*:role/SecurityTeam
terraform: |
  resource "aws_organizations_policy" "this" {
    name = "protect-guardrails"
    type = "SERVICE_CONTROL_POLICY"
    content = jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Effect = "Deny"
        Action = [
          "bedrock:DeleteGuardrail", "bedrock:UpdateGuardrail", "bedrock:DeleteModelInvocationLoggingConfiguration",
        ]
        Resource  = "*"
        Condition = { ArnNotLike = { "aws:PrincipalArn" = "arn:aws:iam::*:role/SecurityTeam" } }
      }]
    })
  }

  resource "aws_organizations_policy_attachment" "this" {
    policy_id = aws_organizations_policy.this.id
    target_id = var.organization_root_id
  }
---*/
