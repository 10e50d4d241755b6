/*---
id: IAM-16
title: Roles cannot be assumed by just anybody
severity: critical
subject: iam_role
why: >
  A role that trusts everybody can be used from any AWS account in the world, with all its permissions.
fix: >
  Name the accounts, roles or services in the trust policy's Principal, or add a condition on
  aws:PrincipalOrgID.
maps:
  gdpr: [Art.25, "Art.32(1)(b)"]
  hipaa: ["164.308(a)(4)", "164.312(a)(1)"]
  cis-aws-7.0: ["2.21"]
  soc2: ["CC6.3"]
  mitre-atlas: [AML.T0012]
profiles: [baseline]
peers: {checkov: [CKV_AWS_60]}
references:
  - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
---*/
select arn as resource,
       not when_allowed(effect, is_broad_principal(principals, not_principals) and not restricts_to_account(conditions)) as passed,
       case when effect = 'Unparsed' then 'the trust policy could not be parsed'
            when passed then 'the trust policy names who may assume the role'
            else 'the trust policy lets anybody assume the role' end as reason
from iam_role_trust_statement

/*---
attack: >
  Anybody with an AWS account of their own takes the role, only by knowing its name, and has everything that it may do
  with your models and data.
console: >
  IAM > Roles > the role > Trust relationships > Edit trust policy: name accounts or roles in Principal, or add the
  condition aws:PrincipalOrgID.
cli: |
  aws iam update-assume-role-policy --role-name ROLE --policy-document \
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"},
    "Action": "sts:AssumeRole", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "ORG"}}}]}'
cloudformation: |
  Type: AWS::IAM::Role
  Properties:
    AssumeRolePolicyDocument:
      Version: "2012-10-17"
      Statement:
        - Effect: Allow
          Principal:
            AWS: "*"
          Action: sts:AssumeRole
          Condition:
            StringEquals:
              aws:PrincipalOrgID: !Ref OrganizationId
terraform: |
  resource "aws_iam_role" "this" {
    assume_role_policy = jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Effect    = "Allow"
        Principal = { AWS = "*" }
        Action    = "sts:AssumeRole"
        Condition = { StringEquals = { "aws:PrincipalOrgID" = var.organization_id } }
      }]
    })
  }
---*/
