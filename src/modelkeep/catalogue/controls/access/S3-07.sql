/*---
id: S3-07
title: Bucket policies share models and data only with accounts of your own
severity: high
subject: s3_bucket
scope: ai
why: >
  A bucket policy that names another account hands the decision who may read or replace your models and training data
  to that account's administrators.
fix: >
  Remove the account from the bucket policy, or scan it too when it is yours. Share single files through presigned URLs
  instead of the whole bucket.
maps:
  gdpr: [Art.25, "Art.32(1)(b)"]
  hipaa: ["164.308(a)(4)", "164.312(a)(1)"]
  aws-fsbp: ["S3.6"]
  iso-42001: [A.7.2]
  mitre-atlas: [AML.T0035, AML.T0020, AML.M0005]
peers: {prowler: [s3_bucket_cross_account_access], securityhub: [S3.6], config: [s3-bucket-policy-grantee-check]}
complete: [organizations_account, scope_account_organization]
references: ["https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-walkthroughs-managing-access-example2.html"]
notes: >
  Your own are the accounts of the scan and of the organisation; these are known where its management account is scanned.
  What everybody may do is S3-02's. A canonical user id does not tell which account it is.
---*/
with own as (
    select account as id from scope_account union select account_id from organizations_account
),
home as (
    select o.arn, o.account,
           o.organization_id = '' or exists (select 1 from organizations_account) as members_known
    from scope_account_organization o
),
grantee as (
    select s.arn, s.account, unnest(s.principals) as principal
    from s3_bucket_policy_statement s
    where s.effect = 'Allow'
),
named as (
    select g.arn, account_of(g.principal[5:]) as other,
           case when g.principal like 'CanonicalUser:%' then null
                when g.principal not like 'AWS:arn:%' or not regexp_full_match(other, '\d{12}') then false
                when other in (select id from own where id is not null) then false
                when h.members_known then true end as stranger,
           case when other not in (select account from scope_account) then h.arn end as rests_on
    from grantee g
    left join home h on h.account = g.account
    union all
    select arn, null, null, null from s3_bucket_policy_statement where effect = 'Unparsed'
),
shared as (
    select arn, any_true(stranger) as with_strangers,
           string_agg(distinct other, ', ' order by other) filter (where stranger) as strangers,
           string_agg(distinct other, ', ' order by other) filter (where stranger is null) as unplaced,
           list(distinct rests_on) filter (where rests_on is not null) as rests_on
    from named
    group by arn
)
select b.arn as resource,
       case when not p.configured then true
            when p.configured and s.arn is null then true
            when p.configured then not s.with_strangers end as passed,
       case when not p.configured then 'there is no bucket policy'
            when passed then 'the policy names no other than your own accounts'
            when not passed then 'the policy grants access to account ' || s.strangers || ', which is not yours'
            when s.unplaced <> '' then 'whether account ' || s.unplaced || ' belongs to your organisation was not read'
            when p.configured then 'the policy names a canonical user, or could not be understood' end as reason,
       coalesce(s.rests_on, []) as uses
from s3_bucket b
left join s3_bucket_policy p on p.arn = b.arn
left join shared s on s.arn = b.arn

/*---
attack: >
  The other account is broken into, or its owner becomes a competitor, and reads or replaces your models with rights
  that you once gave.
console: >
  S3 > the bucket > Permissions > Bucket policy > Edit, remove the statement that names the other account. Share
  single files by Actions > Share with a presigned URL.
cli: |
  aws s3api put-bucket-policy --bucket BUCKET --policy \
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::YOUR_OTHER_ACCOUNT:root"}, "Action": ["s3:GetObject"],
    "Resource": "arn:aws:s3:::BUCKET/*"}]}'
  aws s3 presign s3://BUCKET/model.tar.gz --expires-in 3600
cloudformation: |
  Type: AWS::S3::BucketPolicy
  Properties:
    Bucket: !Ref Bucket
    PolicyDocument:
      Version: "2012-10-17"
      Statement:
        - Effect: Allow
          Principal:
            AWS: !Sub arn:${AWS::Partition}:iam::${ServingAccount}:root
          Action:
            - s3:GetObject
          Resource: !Sub ${Bucket.Arn}/*
terraform: |
  resource "aws_s3_bucket_policy" "this" {
    bucket = aws_s3_bucket.this.id
    policy = jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::${var.serving_account}:root" }
        Action    = ["s3:GetObject"]
        Resource  = "${aws_s3_bucket.this.arn}/*"
      }]
    })
  }
---*/
