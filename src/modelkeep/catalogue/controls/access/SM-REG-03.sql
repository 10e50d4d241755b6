/*---
id: SM-REG-03
title: Model groups are not shared with everybody
severity: critical
subject: sagemaker_model_package_group
why: >
  A group policy that allows everybody hands your models to any AWS account, or lets any account register a
  version that your pipelines then deploy.
fix: >
  Name the accounts or roles that need the group in the policy, or add a condition on aws:PrincipalOrgID (aws
  sagemaker put-model-package-group-policy).
maps:
  gdpr: [Art.25, "Art.32(1)(b)"]
  hipaa: ["164.308(a)(4)", "164.312(a)(1)"]
  cis-aws-7.0: ["2.21"]
  soc2: ["CC6.1"]
  eu-ai-act: ["Art.15(5)"]
  mitre-atlas: [AML.T0010, AML.M0005]
  owasp-llm: [LLM03]
profiles: [baseline]
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-deploy-xaccount.html
---*/
with opened as (
    select arn,
           any_true(when_allowed(effect, is_broad_principal(principals, not_principals) and not restricts_to_account(conditions))) as is_open,
           string_agg(distinct case when sid = '' then 'number ' || (position + 1) else sid end, ', ')
               filter (where effect = 'Allow' and is_broad_principal(principals, not_principals) and not restricts_to_account(conditions)) as sids,
           string_agg(distinct array_to_string(principals, ', ')) filter (where effect = 'Allow') as named
    from sagemaker_model_package_group_policy_statement
    group by arn
)
select g.arn as resource,
       o.arn is null or not o.is_open as passed,
       case when o.arn is null then 'it has no policy, so that only identities of this account may use it'
            when o.is_open then 'everybody is allowed by statement ' || o.sids
            when o.is_open is null then 'the policy is not understood'
            else 'shared with ' || coalesce(o.named, 'nobody') end as reason
from sagemaker_model_package_group g left join opened o on o.arn = g.arn

/*---
attack: >
  Anybody with an AWS account lists and reads your models. Where the policy allows changes as well, they register or
  approve a version with a back door, and your pipeline deploys it.
console: >
  Amazon SageMaker AI Studio > Models > Registered models > the group > Share, choose accounts; or set the policy with
  the CLI.
cli: |
  aws sagemaker put-model-package-group-policy --model-package-group-name GROUP --resource-policy \
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",
    "Action": ["sagemaker:DescribeModelPackage", "sagemaker:ListModelPackages"], "Resource": ["GROUP_ARN",
    "arn:aws:sagemaker:REGION:ACCOUNT:model-package/GROUP/*"],
    "Condition": {"StringEquals": {"aws:PrincipalOrgID": "ORG"}}}]}'
cloudformation: |
  Type: AWS::SageMaker::ModelPackageGroup
  Properties:
    ModelPackageGroupName: fraud
    ModelPackageGroupPolicy:
      Version: "2012-10-17"
      Statement:
        - Effect: Allow
          Principal: "*"
          Action:
            - sagemaker:DescribeModelPackage
            - sagemaker:ListModelPackages
          Resource:
            - !Sub arn:${AWS::Partition}:sagemaker:${AWS::Region}:${AWS::AccountId}:model-package-group/fraud
            - !Sub arn:${AWS::Partition}:sagemaker:${AWS::Region}:${AWS::AccountId}:model-package/fraud/*
          Condition:
            StringEquals:
              aws:PrincipalOrgID: !Ref OrganizationId
terraform: |
  resource "aws_sagemaker_model_package_group_policy" "this" {
    model_package_group_name = aws_sagemaker_model_package_group.this.model_package_group_name
    resource_policy = jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Effect    = "Allow"
        Principal = "*"
        Action    = ["sagemaker:DescribeModelPackage", "sagemaker:ListModelPackages"]
        Resource = [
          aws_sagemaker_model_package_group.this.arn,
          "arn:aws:sagemaker:${var.region}:${var.account}:model-package/fraud/*",
        ]
        Condition = { StringEquals = { "aws:PrincipalOrgID" = var.organization_id } }
      }]
    })
  }
---*/
