/*---
id: S3-16
title: Few can read buckets with data that are owed limited readers
severity: high
subject: s3_bucket
scope: ai
asks: {s3:GetObject: select arn || '/*' as arn from s3_bucket}
why: >
  Numbers of persons, cards and facts of health do lasting harm in the wrong hands. Each role that may read them is one more that can be
  taken over, and nobody can say of forty readers what they need it for.
fix: >
  Name the bucket in the policies of those roles only that work with the data, and deny s3:GetObject to all others in the bucket's policy.
  Share with other accounts what was redacted (modelkeep redact), not the bucket.
maps:
  gdpr: [Art.25, "Art.32(1)(b)"]
  hipaa: ["164.308(a)(4)", "164.312(a)(1)"]
  soc2: ["CC6.3"]
references: ["https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-management.html"]
notes: >
  Judged are buckets whose data are of a class that is owed `limited-readers`. How many may read them is `most-readers` of catalogue/classes.toml,
  or of the file of --classes; administrators do not count, everybody and other accounts than those of the scan are too many by
  themselves. Whoever may read a part of the bucket, or through a service, counts. Needs the analysis of access, and that of what data models
  are made of: `modelkeep scan --classify`.
---*/
with held as (
    select b.arn, d.data_class, d.reasons, d.most_readers, owes_protection(d.owes, d.complete, 'limited-readers') as owed
    from s3_bucket b left join data_class d on d.arn = b.arn and d.type = 'bucket'
    where d.arn is not null or b.arn in (select dst from relation where kind in ('trained_from', 'retrieves_from'))
),
-- Objects that the bucket's account owns are what it holds: who may read those reads the data (told so by assembly/settled.py).
reader as (
    select split_part(a.arn, '/', 1) as bucket, a.principal, a.decision,
           is_allowed(a.decision) or (a.decision = 'conditional' and a.condition = 'the object belongs to account ' || b.account) as sure,
           a.principal = '*' or account_of(a.principal) not in (select account from scope_account) as outside
    from access a left join s3_bucket b on b.arn = split_part(a.arn, '/', 1)
    where lower(a.action) = 's3:getobject' and a.administers is distinct from true
),
readers as (
    select bucket, count(distinct principal) filter (where sure) as sure, count(distinct principal) as perhaps,
           told_names(list(principal) filter (where sure and outside)) as strangers,
           told_names(list(principal) filter (where sure)) as names,
           bool_or(outside and sure is not true) as perhaps_outside, rests_on(list(decision)) as rests
    from reader group by bucket
)
select h.arn as resource,
       case when h.owed then case when r.bucket is null then true
                                  when r.strangers <> '' or r.sure > h.most_readers then false
                                  when r.perhaps <= h.most_readers and not r.perhaps_outside then true end end as passed,
       case when passed then h.data_class || ' data, which ' || coalesce(r.perhaps, 0) || ' besides administrators can read'
            when r.strangers <> '' and not passed then told_class(h.data_class, h.reasons) || ', which others than your accounts can read: ' || r.strangers
            when not passed then told_class(h.data_class, h.reasons) || ', which ' || r.sure || ' besides administrators can read, at most '
                                 || h.most_readers || ' may: ' || r.names
            when h.owed then told_class(h.data_class, h.reasons) || '; whether too many can read them ' || r.rests
            else 'not all that it holds was looked into' end as reason,
       [h.arn] as uses
from held h left join readers r on r.bucket = h.arn
where h.owed is distinct from false

/*---
attack: >
  An attacker takes over the role of a dashboard that nobody connects with training. Years ago it was allowed to read every bucket; the
  patients' records are in one of them.
console: >
  IAM > Roles, open each that the finding names > Permissions, edit the policy that allows s3:GetObject on the bucket; S3 > the bucket >
  Permissions > Bucket policy > Edit.
cli: |
  modelkeep who-can s3:GetObject 'arn:aws:s3:::BUCKET/*'
  aws iam delete-role-policy --role-name ROLE --policy-name POLICY
cloudformation: |
  Type: AWS::S3::BucketPolicy
  Properties:
    Bucket: !Ref Bucket
    PolicyDocument:
      Statement:
        - Effect: Deny
          Principal: "*"
          Action: s3:GetObject
          Resource: !Sub ${Bucket.Arn}/*
          Condition:
            ArnNotLike:
              aws:PrincipalArn: !GetAtt TrainingRole.Arn
terraform: |
  resource "aws_s3_bucket_policy" "readers" {
    bucket = aws_s3_bucket.this.id
    policy = jsonencode({
      Statement = [{
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:GetObject"
        Resource  = "${aws_s3_bucket.this.arn}/*"
        Condition = { ArnNotLike = { "aws:PrincipalArn" = aws_iam_role.training.arn } }
      }]
    })
  }
---*/
