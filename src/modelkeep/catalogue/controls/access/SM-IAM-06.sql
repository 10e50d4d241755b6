/*---
id: SM-IAM-06
title: Notebooks and deployed models run under different roles
severity: high
subject: iam_role
scope: ai
why: >
  A shared role lets everybody with a notebook do what production may: read live requests, overwrite model
  artifacts, or be mistaken for the endpoint in the logs.
fix: >
  Make a role of its own for the deployed model, with only what serving needs.
maps: {gdpr: [Art.25, "Art.32(1)(b)"], hipaa: ["164.308(a)(4)", "164.312(a)(1)"], soc2: ["CC6.3"]}
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html
---*/
with explorer as (
    select role_arn as role, arn from sagemaker_notebook_instance
    union all select default_execution_role, arn from sagemaker_domain
    union all select execution_role, arn from sagemaker_user_profile
)
select r.arn as resource,
       count(e.arn) = 0 as passed,
       case when passed then 'no notebook runs under the role of a deployed model'
            else 'also the role of ' || min(e.arn) end as reason
from iam_role r
join (select distinct execution_role_arn from sagemaker_model) m on m.execution_role_arn = r.arn
left join explorer e on e.role = r.arn
group by r.arn

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
