/*---
id: SM-REG-04
title: Model versions are approved by somebody else than their creator
severity: medium
subject: sagemaker_model_package
asks:
  sagemaker:UpdateModelPackage: >
    select arn from sagemaker_model_package
    where model_approval_status = 'Approved' and model_package_group_name <> '' and (created_by is null or last_modified_by is null)
why: >
  Who may both register and approve can put any model into production alone, by mistake or with a stolen session.
fix: >
  Give sagemaker:UpdateModelPackage to a role of approvers that does not register versions, and take it away from
  roles that do.
maps:
  gdpr: ["Art.32(1)(b)"]
  hipaa: ["164.308(a)(4)"]
  nist-ai-rmf: ["GOVERN 2.1"]
  iso-42001: [A.3.2]
  soc2: ["CC6.3", "CC8.1"]
  mitre-atlas: [AML.T0018]
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-approve.html
  - https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UserContext.html
notes: >
  SageMaker says who changed a version last. Where that was not the approval, CloudTrail has the approver
  (UpdateModelPackage). Where SageMaker says only who created it, somebody else approved it if its creator, by all policies together,
  cannot.
---*/
-- A session's ARN has no path: its role is known by account and name.
with creator as (
    select p.arn, i.arn as identity
    from sagemaker_model_package p join (
        select arn, 'arn:' || split_part(arn, ':', 2) || ':sts::' || account || ':assumed-role/' || name as session from iam_role
        union all
        select arn, arn from iam_user
        union all
        select execution_role, arn from sagemaker_user_profile where execution_role <> ''
    ) i on i.session = p.created_by or starts_with(p.created_by, i.session || '/') or starts_with(p.created_by, i.session || ' for ')
),
able as (
    select c.arn, bool_or(a.arn is not null) as may_approve
    from creator c left join access a on a.arn = c.arn and a.principal = c.identity and lower(a.action) = 'sagemaker:updatemodelpackage'
    group by c.arn
)
select p.arn as resource,
       case when not p.was_modified then false
            when p.was_modified and p.created_by <> '' and p.last_modified_by is null and not a.may_approve then true
            when p.was_modified then p.created_by <> p.last_modified_by end as passed,
       case when not p.was_modified then 'approved by its creator, as it was registered'
            when p.created_by <> '' and p.last_modified_by is null and not a.may_approve
            then 'approved later; its creator ' || p.created_by || ' cannot approve'
            when p.created_by is null or p.last_modified_by is null then 'AWS does not say who created or who approved it'
            when p.created_by = p.last_modified_by then 'created and last changed by ' || p.created_by
            else 'created by ' || p.created_by || ', last changed by ' || p.last_modified_by end as reason,
       [p.arn] as uses
from sagemaker_model_package p left join able a on a.arn = p.arn
where p.model_approval_status is null or (p.model_approval_status = 'Approved' and p.model_package_group_name <> '')

/*---
attack: >
  With one stolen data scientist's session an attacker registers a model with a back door and approves it in the next
  call. The pipeline deploys what is approved.
console: >
  IAM > Roles, open the role that registers versions, Add permissions > Create inline policy, deny
  sagemaker:UpdateModelPackage. Give that action to a role of approvers only.
cli: |
  aws iam put-role-policy --role-name TRAINING_ROLE --policy-name no-approval --policy-document '{
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Deny", "Action": "sagemaker:UpdateModelPackage", "Resource": "*"}]}'
cloudformation: |
  Type: AWS::IAM::RolePolicy
  Properties:
    RoleName: !Ref TrainingRole
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
    role = aws_iam_role.training.id
    policy = jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Effect   = "Deny"
        Action   = "sagemaker:UpdateModelPackage"
        Resource = "*"
      }]
    })
  }
---*/
