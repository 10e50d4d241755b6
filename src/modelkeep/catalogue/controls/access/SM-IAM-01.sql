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
notes: >
  Judged is what the role's policies allow within its permissions boundary, which has to allow it as well. Policies of the organisation are
  not weighed: whatever they keep from the account, they keep from all its administrators, and the role is one of these.
---*/
with within as (
    select arn, any_true(makes_administrator(effect, actions, not_actions, resources, not_resources, conditions)) as administers
    from iam_managed_policy_statement group by arn
)
select r.arn as resource,
       not r.administers as passed,
       case when r.administers then 'the role can administer the account' when not r.administers then 'the role cannot administer the account'
            when r.granted then 'whether its permissions boundary keeps the role from administering the account was not read or understood'
            else 'a policy of the role could not be parsed' end as reason
from (
    select g.arn, g.granted,
           case when not g.granted then false when g.boundary = '' then g.granted
                when g.boundary <> '' then g.granted and w.administers end as administers
    from (
        select r.arn, r.permissions_boundary_arn as boundary,
               (select any_true(makes_administrator(s.effect, s.actions, s.not_actions, s.resources, s.not_resources, s.conditions))
                from iam_role_policy_statement s where s.arn = r.arn) as granted
        from iam_role r
        where not r.is_service_linked
    ) g
    left join within w on w.arn = g.boundary
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
