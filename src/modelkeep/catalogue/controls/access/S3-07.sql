/*---
id: S3-07
title: Bucket policies share models and data only with accounts that are scanned too
severity: high
subject: s3_bucket
scope: ai
why: >
  A bucket policy that names another account hands the decision who may read or replace your models and training data
  to that account's administrators.
fix: >
  Remove the account from the bucket policy, or scan it too (--org) when it is yours. Share a single model through
  a presigned URL or a model package group instead of the whole bucket.
maps:
  aws-fsbp: [S3.6]
  gdpr: ["Art.25", "Art.32(1)(b)"]
  hipaa: ["164.308(a)(4)", "164.312(a)(1)"]
  mitre-atlas: [AML.T0035, AML.T0020]
references: ["https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-walkthroughs-managing-access-example2.html"]
notes: What everybody may do is S3-02's. A canonical user id does not tell which account it is; it leaves the verdict open.
---*/
with grant_ as (
    select s.arn, s.effect, unnest(s.principals) as principal
    from s3_bucket_policy_statement s
    where s.effect <> 'Deny' and len(s.principals) > 0
),
named as (
    select g.arn, account_of(g.principal[5:]) as other,
           case when g.principal like 'AWS:arn:%' then regexp_full_match(other, '\d{12}') and other not in (select account from scope_account)
                when g.principal like 'CanonicalUser:%' then null
                else false end as stranger
    from grant_ g
),
shared as (
    select arn, any_true(stranger) as with_strangers,
           string_agg(distinct other, ', ' order by other) filter (where stranger) as strangers
    from (select arn, other, stranger from named
          union all select arn, null, null from s3_bucket_policy_statement where effect = 'Unparsed')
    group by arn
)
select b.arn as resource,
       case when not p.configured then true
            when p.configured and s.arn is null then true
            when p.configured then not s.with_strangers end as passed,
       case when not p.configured then 'there is no bucket policy'
            when passed then 'the policy names no account outside the scan'
            when not passed then 'the policy grants access to account ' || s.strangers || ', which is not scanned'
            when p.configured then 'the policy names a canonical user, or could not be understood' end as reason
from s3_bucket b
left join s3_bucket_policy p on p.arn = b.arn
left join shared s on s.arn = b.arn
