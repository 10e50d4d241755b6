/*---
id: IAM-15
title: Users get their permissions through groups
severity: low
subject: iam_user
why: >
  Permissions of single users are forgotten when people change teams, so they pile up unseen.
fix: >
  Attach the policy to a group (better: a role for single sign-on) and detach it from the user.
maps:
  gdpr: [Art.25, "Art.32(1)(b)"]
  hipaa: ["164.308(a)(4)", "164.312(a)(1)"]
  aws-fsbp: [IAM.2]
  cis-aws-3.0: ["1.15"]
  cis-aws-5.0: ["1.14"]
  cis-aws-7.0: ["2.13"]
  soc2: ["CC6.3"]
peers: {prowler: [iam_policy_attached_only_to_group_or_roles], securityhub: [IAM.2], checkov: [CKV_AWS_40], config: [iam-user-no-policies-check]}
references:
  - https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-2
---*/
select arn as resource,
       len(attached_policy_arns) = 0 and len(inline_policy_names) = 0 as passed,
       len(attached_policy_arns) + len(inline_policy_names) || ' policies of its own' as reason
from iam_user

/*---
attack: >
  Rights that were given to one person stay when that person changes teams, and nobody reviews them one by one. An
  attacker with an old key has more than anybody expects.
console: >
  IAM > User groups > Create group with the policy and the user. Then Users > the user > Permissions, remove the
  policies that are attached directly.
cli: |
  aws iam attach-group-policy --group-name GROUP --policy-arn POLICY_ARN
  aws iam add-user-to-group --group-name GROUP --user-name USER
  aws iam detach-user-policy --user-name USER --policy-arn POLICY_ARN
  aws iam delete-user-policy --user-name USER --policy-name INLINE_POLICY
cloudformation: |
  Type: AWS::IAM::User
  Properties:
    Groups:
      - !Ref Group
terraform: |
  resource "aws_iam_user_group_membership" "this" {
    user   = aws_iam_user.this.name
    groups = [aws_iam_group.this.name]
  }
---*/
