/*---
id: SM-REG-05
title: Nobody approves the models that they made
severity: high
subject: iam_role
also: [iam_user]
why: >
  The approval in the model registry is the one moment at which a second person looks at a model. Who can both
  register and approve takes that moment away, and so does whoever steals their session.
fix: >
  Give sagemaker:UpdateModelPackage to a role that can neither register models nor train them, and deny it to
  everybody else.
maps:
  gdpr: [Art.25, "Art.32(1)(b)"]
  hipaa: ["164.308(a)(4)", "164.312(a)(1)"]
  nist-ai-rmf: ["GOVERN 2.1"]
  iso-42001: [A.3.2]
  soc2: ["CC6.3"]
  mitre-atlas: [AML.T0018]
  owasp-llm: [LLM04]
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-approve.html
notes: >
  Administrators of the account, who can do everything, are left to the controls on administrators. Permissions boundaries
  and policies of the organisation are not weighed.
---*/
with identity as (
    select arn from iam_role where not is_service_linked
    union all
    select arn from iam_user
),
statement as (
    select arn, effect, actions, not_actions, resources, not_resources, conditions from iam_role_policy_statement
    union all
    select arn, effect, actions, not_actions, resources, not_resources, conditions from iam_user_policy_statement
),
power as (
    select i.arn,
           any_true(allows_action(s.effect, s.actions, s.not_actions, 'sagemaker:UpdateModelPackage')) as approves,
           any_true(allows_action(s.effect, s.actions, s.not_actions, 'sagemaker:CreateModelPackage')
                    or allows_action(s.effect, s.actions, s.not_actions, 'sagemaker:CreateTrainingJob')) as makes,
           any_true(denies_action(s.effect, s.actions, s.not_actions, s.resources, s.not_resources, s.conditions,
                                  'sagemaker:UpdateModelPackage')) as denied,
           any_true(makes_administrator(s.effect, s.actions, s.not_actions, s.resources, s.not_resources, s.conditions)) as administers
    from identity i join statement s on s.arn = i.arn
    group by i.arn
)
select arn as resource,
       case when denied then true when not (approves and makes) then true when approves and makes then denied end as passed,
       case when denied then 'approval is denied'
            when approves and makes and not denied then 'may register or train models, and approve them'
            when not (approves and makes) then 'may approve models, and neither registers nor trains any'
            else 'a policy could not be parsed' end as reason
from power
where approves is distinct from false and administers is distinct from true

/*---
attack: >
  The attacker has the session of a notebook or of a data scientist. They register a model with a back door and approve it
  themselves; the deployment pipeline rolls it out as any other.
console: >
  IAM > Roles > the role > Permissions, take sagemaker:UpdateModelPackage out of its policies; then give it to the role of
  those who approve.
cli: |
  aws iam put-role-policy --role-name ROLE --policy-name no-approval --policy-document \
    '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"sagemaker:UpdateModelPackage","Resource":"*"}]}'
cloudformation: |
  Type: AWS::IAM::RolePolicy
  Properties:
    RoleName: !Ref DataScientistRole
    PolicyName: no-approval
    PolicyDocument:
      Version: "2012-10-17"
      Statement:
        - Effect: Deny
          Action: sagemaker:UpdateModelPackage
          Resource: "*"
terraform: |
  resource "aws_iam_role_policy" "no_approval" {
    name = "no-approval"
    role = aws_iam_role.data_scientist.name
    policy = jsonencode({
      Version = "2012-10-17"
      Statement = [{ Effect = "Deny", Action = "sagemaker:UpdateModelPackage", Resource = "*" }]
    })
  }
---*/
