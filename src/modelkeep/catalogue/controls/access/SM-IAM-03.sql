/*---
id: SM-IAM-03
title: What runs models reads only the buckets of its own data and models
severity: high
subject: iam_role
scope: ai
complete: [relation]
asks: {s3:GetObject: select arn || '/*' as arn from s3_bucket}
why: >
  A notebook that can read every bucket is one bad package away from the customer database's backups. What a job needs is known: the buckets
  that it names.
fix: >
  Name the buckets and prefixes in the Resource of the role's s3:GetObject, and leave out AmazonS3FullAccess and AmazonS3ReadOnlyAccess.
maps:
  gdpr: [Art.25, "Art.32(1)(b)"]
  hipaa: ["164.308(a)(4)", "164.312(a)(1)"]
  soc2: ["CC6.3"]
  mitre-atlas: [AML.T0025]
  owasp-llm: [LLM02, LLM06]
references: ["https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html"]
notes: >
  Its own are the buckets of the jobs, models and knowledge bases that run under the role; for notebooks and others that name none, those
  of any model. A policy of the role that allows
  every bucket, without condition, Deny or boundary, is a FAIL whatever else is known. All else needs the analysis of access.
---*/
with runs as (select dst as role, arn as thing from relation where kind = 'runs_as'),
named as (
    select u.role, r.dst as bucket from runs u join relation r on r.arn = u.thing
    union
    select u.role, s.dst from runs u join relation r on r.arn = u.thing join relation s on s.arn = r.dst
),
declared as (
    select role, bucket from named where bucket like 'arn:%:s3:::%'
    union
    select u.role, a.arn from runs u cross join ai_relevant a
    where a.arn like 'arn:%:s3:::%' and u.role not in (select role from named where bucket like 'arn:%:s3:::%')
),
own as (
    select arn,
           bool_or(effect = 'Allow' and covers_action(actions, not_actions, 's3:GetObject') and len(conditions) = 0
                   and any_pattern_matches(resources, 'arn:aws:s3:::any-bucket-that-there-is/any-key')) as reads_all,
           bool_or(effect <> 'Allow' and (effect = 'Unparsed' or covers_action(actions, not_actions, 's3:GetObject'))) as refused
    from iam_role_policy_statement
    group by arn
),
reached as (
    select a.principal as role, any_true(is_allowed(a.decision)) as reads,
           told_names(list(a.bucket) filter (where a.decision = 'allowed')) as sure,
           told_names(list(a.bucket)) as buckets,
           rests_on(list(a.decision)) as rests
    from (select principal, decision, split_part(arn, '/', 1) as bucket from access where lower(action) = 's3:getobject') a
    left join declared d on d.role = a.principal and d.bucket = a.bucket
    where d.role is null
    group by a.principal
)
select r.arn as resource,
       case when o.reads_all and not o.refused and r.permissions_boundary_arn = '' then false
            when w.role is null then true else not w.reads end as passed,
       case when o.reads_all and not o.refused and r.permissions_boundary_arn = '' then 'its policies allow it to read every bucket'
            when w.reads then 'can also read ' || w.sure
            when w.role is not null then 'whether it can also read these ' || w.rests || ': ' || w.buckets
            else 'reads the buckets of its own data and models only' end as reason,
       [r.arn] as uses
from iam_role r
left join own o on o.arn = r.arn
left join reached w on w.role = r.arn
where r.is_service_linked is distinct from true

/*---
attack: >
  A typo-squatted package in a training image lists all buckets and copies the one called backups. The role allowed it, so no alarm went
  off.
console: >
  IAM > Roles > the role > Permissions, remove AmazonS3FullAccess, then Add permissions > Create inline policy with s3:GetObject on the
  prefixes that the job names.
cli: |
  aws iam detach-role-policy --role-name ROLE --policy-arn arn:aws:iam::aws:policy/AmazonS3FullAccess
  aws iam put-role-policy --role-name ROLE --policy-name data --policy-document \
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::BUCKET/train*"}]}'
cloudformation: |
  Type: AWS::IAM::RolePolicy
  Properties:
    RoleName: !Ref Role
    PolicyName: data
    PolicyDocument:
      Version: "2012-10-17"
      Statement:
        - Effect: Allow
          Action: s3:GetObject
          Resource: !Sub "${Data.Arn}/train*"
terraform: |
  resource "aws_iam_role_policy" "data" {
    name = "data"
    role = aws_iam_role.this.id
    policy = jsonencode({
      Version   = "2012-10-17"
      Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "${aws_s3_bucket.data.arn}/train*" }]
    })
  }
---*/
