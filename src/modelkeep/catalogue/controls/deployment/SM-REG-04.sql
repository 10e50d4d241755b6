/*---
id: SM-REG-04
title: Model versions are approved by somebody else than their creator
severity: medium
subject: sagemaker_model_package
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
  (UpdateModelPackage).
---*/
select arn as resource,
       case when was_modified then created_by <> last_modified_by else was_modified end as passed,
       case when not was_modified then 'approved by its creator, as it was registered'
            when created_by is null or last_modified_by is null then 'AWS does not say who created or who approved it'
            when created_by = last_modified_by then 'created and last changed by ' || created_by
            else 'created by ' || created_by || ', last changed by ' || last_modified_by end as reason
from sagemaker_model_package
where model_approval_status is null or (model_approval_status = 'Approved' and model_package_group_name <> '')

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
