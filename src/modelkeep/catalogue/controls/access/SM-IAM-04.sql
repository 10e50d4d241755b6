/*---
id: SM-IAM-04
title: What runs models cannot make itself more powerful
severity: critical
subject: iam_role
scope: ai
why: >
  With iam:PassRole on any role, code in a notebook starts a job or a function under a stronger role than its own and takes over the
  account from there.
fix: >
  Name in the Resource of iam:PassRole the one role that is to be passed, and the service in a condition on iam:PassedToService. Take away
  what attaches policies, makes keys or changes trust.
maps:
  gdpr: [Art.25, "Art.32(1)(b)"]
  hipaa: ["164.308(a)(4)", "164.312(a)(1)"]
  soc2: ["CC6.3"]
  mitre-atlas: [AML.T0012]
  owasp-llm: [LLM06]
peers: {prowler: [iam_policy_allows_privilege_escalation, iam_inline_policy_allows_privilege_escalation]}
references:
  - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
  - https://docs.aws.amazon.com/sagemaker/latest/dg/security_iam_id-based-policy-examples.html
notes: >
  iam:PassRole on every role, without Deny or boundary, is a FAIL whatever else is known; a condition on the service alone does not limit
  which role is passed. The other ways need the analysis of access.
---*/
with passing as (
    select s.arn,
           bool_or(effect = 'Allow' and covers_action(actions, not_actions, 'iam:PassRole')
                   and any_pattern_matches(resources, split_part(s.arn, ':role/', 1) || ':role/any-role-that-there-is')
                   and len(list_filter(conditions, lambda c: lower(c."key") <> 'iam:passedtoservice')) = 0) as passes_any,
           bool_or(effect <> 'Allow' and (effect = 'Unparsed' or covers_action(actions, not_actions, 'iam:PassRole'))) as refused
    from iam_role_policy_statement s
    group by s.arn
),
way as (
    select arn, string_agg(told, ', ' order by told) filter (where known) as ways, string_agg(told, ', ' order by told) as possible
    from (
        select arn, coalesce(path, 'a way') || case when target <> '' then ' to ' || target else '' end as told,
               bool_or(decision is distinct from 'unknown') as known
        from escalation
        group by all
    )
    group by arn
)
select r.arn as resource,
       case when p.passes_any and not p.refused and r.permissions_boundary_arn = '' then false
            when w.ways is not null then false
            when w.arn is not null then null
            else true end as passed,
       case when p.passes_any and not p.refused and r.permissions_boundary_arn = '' then 'can pass every role to a service'
            when w.ways is not null then 'can make itself more powerful: ' || w.ways
            when w.arn is not null then 'may be able to make itself more powerful, as far as was read: ' || w.possible
            else 'no way to more power was found' end as reason,
       [r.arn] as uses
from iam_role r
left join passing p on p.arn = r.arn
left join way w on w.arn = r.arn
where r.is_service_linked is distinct from true

/*---
attack: >
  From a notebook the attacker starts a processing job with the role of the deployment pipeline and reads its credentials inside the
  container.
console: >
  IAM > Roles > the role > Permissions > the policy > Edit, and replace "Resource": "*" of iam:PassRole by the ARN of the role that is to
  be passed.
cli: |
  aws iam put-role-policy --role-name ROLE --policy-name pass --policy-document \
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:PassRole","Resource":"arn:aws:iam::ACCOUNT:role/training",
      "Condition":{"StringEquals":{"iam:PassedToService":"sagemaker.amazonaws.com"}}}]}'
cloudformation: |
  Type: AWS::IAM::RolePolicy
  Properties:
    RoleName: !Ref Role
    PolicyName: pass
    PolicyDocument:
      Version: "2012-10-17"
      Statement:
        - Effect: Allow
          Action: iam:PassRole
          Resource: !GetAtt TrainingRole.Arn
          Condition: {StringEquals: {"iam:PassedToService": sagemaker.amazonaws.com}}
terraform: |
  resource "aws_iam_role_policy" "pass" {
    name = "pass"
    role = aws_iam_role.this.id
    policy = jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Effect    = "Allow"
        Action    = "iam:PassRole"
        Resource  = aws_iam_role.training.arn
        Condition = { StringEquals = { "iam:PassedToService" = "sagemaker.amazonaws.com" } }
      }]
    })
  }
---*/
