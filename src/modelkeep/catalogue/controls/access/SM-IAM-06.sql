/*---
id: SM-IAM-06
title: Notebooks and deployed models run under different roles, and stay apart
severity: high
subject: iam_role
scope: ai
asks: {sts:AssumeRole: select distinct execution_role_arn as arn from sagemaker_model}
why: >
  A shared role lets everybody with a notebook do what production may: read live requests, overwrite model
  artifacts, or be mistaken for the endpoint in the logs.
fix: >
  Make a role of its own for the deployed model, with only what serving needs.
maps: {gdpr: [Art.25, "Art.32(1)(b)"], hipaa: ["164.308(a)(4)", "164.312(a)(1)"], soc2: ["CC6.3"]}
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html
notes: >
  A notebook's role that can assume the role of the deployed model, or take it over by one of the known techniques such as passing it to a
  job of its own, is no separate role. The techniques that make it an administrator are SM-IAM-04's.
---*/
with explorer as (
    select role_arn as role, arn from sagemaker_notebook_instance
    union all select default_execution_role, arn from sagemaker_domain
    union all select execution_role, arn from sagemaker_user_profile
),
way as (
    select arn as role, principal as explorer, decision, 'assumes it' as how from access where lower(action) = 'sts:assumerole'
    union all
    select target, arn, coalesce(decision, 'allowed'), 'takes it over by ' || coalesce(path, 'a technique') from escalation where target <> ''
),
taken as (
    select role, any_true(is_allowed(decision)) as for_sure,
           told_names(list(explorer || ' ' || how) filter (where decision = 'allowed')) as sure,
           told_names(list(explorer || ' ' || how)) as ways
    from way
    where explorer in (select role from explorer) and explorer <> role
    group by role
)
select r.arn as resource,
       case when count(e.arn) > 0 or any_value(t.for_sure) then false when any_value(t.role) is not null then null else true end as passed,
       case when count(e.arn) > 0 then 'also the role of ' || min(e.arn)
            when any_value(t.for_sure) then 'the role of a notebook ' || any_value(t.sure)
            when any_value(t.role) is not null then 'perhaps, or under a condition, the role of a notebook: ' || any_value(t.ways)
            when is_analysed('access', r.account) then 'no notebook runs under the role of a deployed model, or gets to it'
            else 'no notebook runs under the role of a deployed model' end as reason
from iam_role r
join (select distinct execution_role_arn from sagemaker_model) m on m.execution_role_arn = r.arn
left join explorer e on e.role = r.arn
left join taken t on t.role = r.arn
group by r.arn, r.account

/*---
attack: >
  A notebook runs whatever package somebody tries out. If its role is that of the model in production, a poisoned
  package gets at the production model and its data.
console: >
  IAM > Roles > Create role for the model. Then Amazon SageMaker AI > Models > Create model with the new role, and
  deploy it with a new endpoint configuration.
cli: |
  aws iam create-role --role-name SERVING_ROLE --assume-role-policy-document file://trust.json
  aws sagemaker create-model --model-name NAME --execution-role-arn arn:aws:iam::ACCOUNT:role/SERVING_ROLE \
    --primary-container Image=IMAGE,ModelDataUrl=s3://BUCKET/model.tar.gz
cloudformation: |
  Type: AWS::SageMaker::Model
  Properties:
    ExecutionRoleArn: !GetAtt ServingRole.Arn
terraform: |
  resource "aws_sagemaker_model" "this" {
    execution_role_arn = aws_iam_role.serving.arn
  }
---*/
