/*---
id: SM-IAM-01
title: What runs models cannot administer the account
severity: critical
subject: iam_role
scope: ai
why: >
  Code in notebooks, training jobs, endpoints and agents comes from packages and people you do not know. With
  an administrator's role, one bad package owns the account.
fix: >
  Give the role the buckets, keys, images and log groups that it needs, and nothing of iam:*.
maps:
  gdpr: [Art.25, "Art.32(1)(b)"]
  hipaa: ["164.308(a)(4)", "164.312(a)(1)"]
  soc2: ["CC6.3"]
  eu-ai-act: ["Art.15(5)"]
  mitre-atlas: [AML.T0012]
profiles: [baseline]
peers: {prowler: [iam_role_administratoraccess_policy, iam_inline_policy_no_administrative_privileges], checkov: [CKV2_AWS_68]}
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html
---*/
select r.arn as resource,
       not r.administers as passed,
       case when r.administers then 'the role can administer the account' when not r.administers then 'the role cannot administer the account'
            else 'a policy of the role could not be parsed' end as reason
from (
    select r.arn,
           (select any_true(makes_administrator(s.effect, s.actions, s.not_actions, s.resources, s.not_resources, s.conditions))
            from iam_role_policy_statement s where s.arn = r.arn) as administers
    from iam_role r
    where not r.is_service_linked
) r

/*---
attack: >
  A poisoned model file or package runs code under this role. If the role is an administrator, so is the attacker: new
  users, all data, no log.
console: >
  IAM > Roles > the role > Permissions: detach AdministratorAccess and policies with "*" or iam:*, and add one that
  names the buckets, keys and images that the workload needs.
cli: |
  aws iam detach-role-policy --role-name ROLE --policy-arn arn:aws:iam::aws:policy/AdministratorAccess
  aws iam put-role-policy --role-name ROLE --policy-name workload --policy-document \
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:GetObject"],
    "Resource": "arn:aws:s3:::BUCKET/*"}, {"Effect": "Allow", "Action": ["kms:Decrypt"], "Resource": "KEY_ARN"}]}'
cloudformation: |
  Type: AWS::IAM::RolePolicy
  Properties:
    RoleName: !Ref Role
    PolicyName: workload
    PolicyDocument:
      Version: "2012-10-17"
      Statement:
        - Effect: Allow
          Action:
            - s3:GetObject
          Resource: !Sub ${Bucket.Arn}/*
        - Effect: Allow
          Action:
            - kms:Decrypt
          Resource: !GetAtt Key.Arn
terraform: |
  resource "aws_iam_role_policy" "workload" {
    role = aws_iam_role.this.id
    policy = jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Effect   = "Allow"
        Action   = ["s3:GetObject"]
        Resource = "${aws_s3_bucket.this.arn}/*"
        }, {
        Effect   = "Allow"
        Action   = ["kms:Decrypt"]
        Resource = aws_kms_key.this.arn
      }]
    })
  }
---*/
