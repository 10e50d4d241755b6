/*---
id: KMS-02
title: Policies of keys that protect models and data do not let everybody in
severity: critical
subject: kms_key
scope: ai
why: >
  A key policy that allows everybody lets any AWS account in the world decrypt what the key protects,
  as soon as it gets hold of the ciphertext.
fix: >
  Name the roles that need the key as principals, or add a condition on kms:CallerAccount or aws:PrincipalOrgID.
maps:
  gdpr: [Art.25, "Art.32(1)(b)"]
  hipaa: ["164.308(a)(4)", "164.312(a)(1)"]
  aws-fsbp: [KMS.5]
  cis-aws-7.0: ["2.21"]
  soc2: ["CC6.1"]
  mitre-atlas: [AML.T0035]
profiles: [baseline]
peers: {prowler: [kms_key_not_publicly_accessible], securityhub: [KMS.5], checkov: [CKV_AWS_33]}
references: ["https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html"]
---*/
with opened as (
    select arn,
           any_true(when_allowed(effect, is_everybody(principals, not_principals)
                                         and not restricts_to_account(conditions) and not restricts_to_network(conditions))) as open,
           string_agg(distinct case when sid = '' then 'number ' || (position + 1) else sid end, ', ')
               filter (where effect = 'Allow' and is_everybody(principals, not_principals)
                       and not restricts_to_account(conditions) and not restricts_to_network(conditions)) as sids
    from kms_key_policy_statement
    group by arn
)
select k.arn as resource,
       not o.open as passed,
       case when o.open then 'the key policy lets everybody in: statement ' || o.sids
            when not o.open then 'the key policy names who may use the key'
            when o.arn is not null then 'the key policy could not be understood' end as reason
from kms_key k
left join opened o on o.arn = k.arn
where coalesce(k.key_manager <> 'AWS', true)

/*---
attack: >
  Anybody with an AWS account may use the key. Together with a copy of an encrypted model or snapshot, that is as good
  as no encryption; with kms:* they can delete the key too.
console: >
  KMS > Customer managed keys > the key > Key policy > Edit: replace the principal "*" by the roles that need the key.
cli: |
  aws kms put-key-policy --key-id KEY --policy-name default --policy \
    '{"Version": "2012-10-17", "Statement": [{"Sid": "Administration", "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::ACCOUNT:role/KeyAdministrators"}, "Action": ["kms:Create*",
    "kms:Describe*", "kms:Enable*", "kms:List*", "kms:Put*", "kms:Update*", "kms:Revoke*", "kms:Disable*",
    "kms:Get*", "kms:Delete*", "kms:TagResource", "kms:UntagResource", "kms:ScheduleKeyDeletion",
    "kms:CancelKeyDeletion"], "Resource": "*"}, {"Sid": "Use", "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::ACCOUNT:role/ModelRole"}, "Action": ["kms:Decrypt", "kms:GenerateDataKey",
    "kms:DescribeKey"], "Resource": "*"}]}'
cloudformation: |
  Type: AWS::KMS::Key
  Properties:
    KeyPolicy:
      Version: "2012-10-17"
      Statement:
        - Sid: Administration
          Effect: Allow
          Principal:
            AWS: !GetAtt KeyAdministrators.Arn
          Action:
            - kms:Create*
            - kms:Describe*
            - kms:Enable*
            - kms:List*
            - kms:Put*
            - kms:Update*
            - kms:Revoke*
            - kms:Disable*
            - kms:Get*
            - kms:Delete*
            - kms:TagResource
            - kms:UntagResource
            - kms:ScheduleKeyDeletion
            - kms:CancelKeyDeletion
          Resource: "*"
        - Sid: Use
          Effect: Allow
          Principal:
            AWS: !GetAtt ModelRole.Arn
          Action:
            - kms:Decrypt
            - kms:GenerateDataKey
            - kms:DescribeKey
          Resource: "*"
terraform: |
  resource "aws_kms_key_policy" "this" {
    key_id = aws_kms_key.this.id
    policy = jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Sid       = "Administration"
        Effect    = "Allow"
        Principal = { AWS = aws_iam_role.key_administrators.arn }
        Action = [
          "kms:Create*",
          "kms:Describe*",
          "kms:Enable*",
          "kms:List*",
          "kms:Put*",
          "kms:Update*",
          "kms:Revoke*",
          "kms:Disable*",
          "kms:Get*",
          "kms:Delete*",
          "kms:TagResource",
          "kms:UntagResource",
          "kms:ScheduleKeyDeletion",
          "kms:CancelKeyDeletion",
        ]
        Resource = "*"
        }, {
        Sid       = "Use"
        Effect    = "Allow"
        Principal = { AWS = aws_iam_role.model.arn }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey"]
        Resource  = "*"
      }]
    })
  }
---*/
