/*---
id: KMS-05
title: Who uses a key cannot destroy it
severity: medium
subject: kms_key
scope: ai
why: >
  A job or notebook that may decrypt with a key and also schedule its deletion can, taken over,
  hold every model and data set for ransom.
fix: >
  Give kms:ScheduleKeyDeletion, kms:DisableKey and kms:PutKeyPolicy to a separate administrators' role
  that may not use the key, and take them away from the roles that do.
maps: {gdpr: ["Art.32(1)(b)"], hipaa: ["164.308(a)(4)", "164.312(a)(1)"], soc2: ["CC6.3"], mitre-atlas: [AML.T0029]}
references: ["https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html"]
notes: >
  The account's root principal, with which a key policy hands the decision to IAM policies, is left out;
  so are services, what everybody may do (KMS-02), and what Deny statements take back.
---*/
with power as (
    select arn, principal,
           any_true(allows_action(effect, actions, not_actions, 'kms:Decrypt')) as uses_key,
           any_true(allows_action(effect, actions, not_actions, 'kms:ScheduleKeyDeletion')
                    or allows_action(effect, actions, not_actions, 'kms:DisableKey')
                    or allows_action(effect, actions, not_actions, 'kms:PutKeyPolicy')) as destroys_key
    from (select arn, effect, actions, not_actions, unnest(principals) as principal from kms_key_policy_statement where effect = 'Allow')
    where principal like 'AWS:arn:%' and principal not like '%:root'
    group by arn, principal
),
mixed as (
    select arn, any_true(uses_key and destroys_key) as mixes,
           string_agg(distinct principal[5:], ', ' order by principal[5:]) filter (where uses_key and destroys_key) as who
    from (select arn, principal, uses_key, destroys_key from power
          union all
          select arn, null, case when effect = 'Unparsed' then null else false end, true from kms_key_policy_statement)
    group by arn
)
select k.arn as resource,
       not m.mixes as passed,
       case when m.mixes then 'may both use and destroy the key: ' || m.who
            when not m.mixes then 'the key policy keeps use and administration apart'
            when m.arn is not null then 'the key policy could not be understood' end as reason
from kms_key k
left join mixed m on m.arn = k.arn
where coalesce(k.key_manager <> 'AWS', true)

/*---
attack: >
  Code that gets to run under the role that reads the model, by a poisoned package, schedules the key for deletion:
  models and data are lost to everybody, and ransom is asked for.
console: >
  KMS > Customer managed keys > the key > Key policy: under Key administrators and Key users name different roles.
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
