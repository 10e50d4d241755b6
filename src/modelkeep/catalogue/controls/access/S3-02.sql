/*---
id: S3-02
title: Buckets that models depend on are not public
severity: critical
subject: s3_bucket
scope: ai
why: >
  Anybody on the internet can take the model or the training data out of a public bucket, or put a poisoned one in.
fix: >
  Remove the public statement from the bucket policy and the public grant from the access control list, then turn on
  all four settings of S3 Block Public Access.
maps:
  gdpr: [Art.25, "Art.32(1)(b)"]
  hipaa: ["164.312(a)(1)"]
  aws-fsbp: ["S3.2", "S3.3"]
  cis-aws-7.0: ["2.21"]
  iso-42001: [A.7.2]
  soc2: ["CC6.1"]
  eu-ai-act: ["Art.15(5)"]
  mitre-atlas: [AML.T0035, AML.T0020, AML.M0005]
  owasp-llm: [LLM02, LLM04]
profiles: [baseline]
peers: {prowler: [s3_bucket_public_access, s3_bucket_policy_public_write_access, s3_bucket_public_write_acl, s3_bucket_public_list_acl], securityhub: [S3.2, S3.3], checkov: [CKV_AWS_20, CKV_AWS_57, CKV_AWS_70], config: [s3-bucket-public-read-prohibited, s3-bucket-public-write-prohibited]}
references: ["https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status"]
notes: >
  Whether a policy is public is S3's own answer. RestrictPublicBuckets and IgnorePublicAcls, of the bucket or the account,
  take the effect from a public policy or access control list.
---*/
select b.arn as resource,
       s.is_public and not (p.restrict_public_buckets or a.restrict_public_buckets) as by_policy,
       (l.public_read or l.public_write) and not (p.ignore_public_acls or a.ignore_public_acls) as by_list,
       not (by_policy or by_list) as passed,
       case when passed then 'nothing makes it public'
            else array_to_string(list_filter([
                case when by_policy then 'the bucket policy is public' end,
                case when by_list and l.public_write then 'the access control list lets everybody write'
                     when by_list then 'the access control list lets everybody read' end], lambda x: x is not null), '; ')
       end as reason,
       [a.arn] as uses
from s3_bucket b
left join s3_bucket_policy_status s on s.arn = b.arn
left join s3_bucket_acl l on l.arn = b.arn
left join s3_bucket_public_access_block p on p.arn = b.arn
left join s3_account_public_access_block a on a.account = b.account

/*---
attack: >
  Anybody downloads the model or the training data without signing in. Where writing is open as well, they put a file
  with a back door in the model's place, and the next deployment loads it.
console: >
  S3 > the bucket > Permissions: remove the public statement from the bucket policy and the grants to Everyone from
  the access control list, then Block public access > Edit, "Block all public access".
cli: |
  aws s3api put-public-access-block --bucket BUCKET --public-access-block-configuration \
    BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
  aws s3api put-bucket-acl --bucket BUCKET --acl private
cloudformation: |
  Type: AWS::S3::Bucket
  Properties:
    PublicAccessBlockConfiguration:
      BlockPublicAcls: true
      IgnorePublicAcls: true
      BlockPublicPolicy: true
      RestrictPublicBuckets: true
terraform: |
  resource "aws_s3_bucket_public_access_block" "this" {
    bucket                  = aws_s3_bucket.this.id
    block_public_acls       = true
    ignore_public_acls      = true
    block_public_policy     = true
    restrict_public_buckets = true
  }
---*/
