/*---
id: SM-REG-05
title: Nobody approves the models that they made
severity: high
subject: iam_role
also: [iam_user]
asks:
  sagemaker:UpdateModelPackage: &packages select replace(arn, ':model-package-group/', ':model-package/') || '/*' as arn from sagemaker_model_package_group
  sagemaker:CreateModelPackage: *packages
  sagemaker:CreateTrainingJob: select regexp_replace(arn, ':model-package-group/.*$', ':training-job/*') as arn from sagemaker_model_package_group
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
  Judged is who may approve versions of some model group, all policies taken together: whoever may also register versions there, or train
  models in its account and region. Administrators of the account, who can do everything, are left to the controls on administrators. Where
  that is not analysed, as in files, policies of a role without a boundary that allow both are a FAIL.
---*/
with registry as (
    select arn, replace(arn, ':model-package-group/', ':model-package/') || '/*' as packages,
           regexp_replace(arn, ':model-package-group/.*$', ':training-job/*') as jobs
    from sagemaker_model_package_group
),
able as (
    select a.principal, g.arn as registry,
           any_true(case when lower(a.action) = 'sagemaker:updatemodelpackage' then is_allowed(a.decision) else false end) as approves,
           any_true(case when lower(a.action) = 'sagemaker:updatemodelpackage' then false else is_allowed(a.decision) end) as makes,
           list(a.decision) as decisions
    from access a join registry g on a.arn in (g.packages, g.jobs)
    where lower(a.action) in ('sagemaker:updatemodelpackage', 'sagemaker:createmodelpackage', 'sagemaker:createtrainingjob')
          and a.administers is distinct from true
    group by a.principal, g.arn
),
by_analysis as (
    select principal as arn, any_true(approves and makes) as mixes,
           told_names(list(split_part(registry, '/', -1)) filter (where approves and makes is distinct from false)) as groups,
           rests_on(flatten(list(decisions))) as rests
    from able
    where approves is distinct from false
    group by principal
),
identity as (
    select arn, account, permissions_boundary_arn = '' as unbounded from iam_role where not is_service_linked
    union all
    select arn, account, permissions_boundary_arn = '' from iam_user
),
statement as (
    select arn, effect, actions, not_actions, resources, not_resources, conditions from iam_role_policy_statement
    union all
    select arn, effect, actions, not_actions, resources, not_resources, conditions from iam_user_policy_statement
),
by_policy as (
    select i.arn, i.unbounded,
           any_true(allows_action(s.effect, s.actions, s.not_actions, 'sagemaker:UpdateModelPackage')) as approves,
           any_true(allows_action(s.effect, s.actions, s.not_actions, 'sagemaker:CreateModelPackage')
                    or allows_action(s.effect, s.actions, s.not_actions, 'sagemaker:CreateTrainingJob')) as makes,
           any_true(denies_action(s.effect, s.actions, s.not_actions, s.resources, s.not_resources, s.conditions,
                                  'sagemaker:UpdateModelPackage')) as denied
    from identity i join statement s on s.arn = i.arn
    group by i.arn, i.unbounded
    having any_true(makes_administrator(s.effect, s.actions, s.not_actions, s.resources, s.not_resources, s.conditions)) is distinct from true
           and approves is distinct from false
),
answer as (
    select i.arn, a.arn is not null as analysed, a.groups, a.rests,
           case when a.arn is not null then a.mixes when p.denied then false
                when p.approves and p.makes then case when p.unbounded then not p.denied end else p.approves and p.makes end as mixes
    from identity i
    left join by_analysis a on a.arn = i.arn
    left join by_policy p on p.arn = i.arn and not is_analysed('access', i.account)
    where a.arn is not null or p.arn is not null
)
select arn as resource,
       not mixes as passed,
       case when mixes and analysed then 'may register or train models, and approve them, in ' || groups
            when mixes then 'may register or train models, and approve them'
            when not mixes then 'does not both make and approve models'
            when analysed then 'whether it can both make and approve models ' || rests
            else 'a policy or the permissions boundary could not be understood' end as reason
from answer

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
