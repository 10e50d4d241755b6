/*---
id: S3-01-BUCKET
title: Buckets that models depend on block public access, by themselves or through their account
severity: high
subject: s3_bucket
scope: ai
why: >
  A bucket that accepts public policies and access control lists is one change away from giving models,
  training data or prompts to everybody.
fix: Turn on all four settings of S3 Block Public Access on the bucket, or better for the whole account.
maps:
  gdpr: [Art.25, "Art.32(1)(b)"]
  hipaa: ["164.312(a)(1)"]
  aws-fsbp: ["S3.8"]
  cis-aws-3.0: ["2.1.4"]
  cis-aws-5.0: ["2.1.4"]
  cis-aws-7.0: ["3.1.4"]
  soc2: ["CC6.1"]
  mitre-atlas: [AML.T0035]
profiles: [baseline]
peers: {prowler: [s3_bucket_level_public_access_block], securityhub: [S3.8], checkov: [CKV2_AWS_6], config: [s3-bucket-level-public-access-prohibited]}
references: ["https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html"]
notes: S3 applies the stricter of the bucket's and the account's setting.
---*/
select b.arn as resource,
       (p.block_public_acls or a.block_public_acls) as acls_blocked,
       (p.ignore_public_acls or a.ignore_public_acls) as acls_ignored,
       (p.block_public_policy or a.block_public_policy) as policies_blocked,
       (p.restrict_public_buckets or a.restrict_public_buckets) as restricted,
       acls_blocked and acls_ignored and policies_blocked and restricted as passed,
       case when passed then 'all four settings are in force'
            else 'off for the bucket and the account: ' || array_to_string(list_filter([
                case when not acls_blocked then 'BlockPublicAcls' end,
                case when not acls_ignored then 'IgnorePublicAcls' end,
                case when not policies_blocked then 'BlockPublicPolicy' end,
                case when not restricted then 'RestrictPublicBuckets' end], lambda x: x is not null), ', ')
       end as reason,
       [a.arn] as uses
from s3_bucket b
left join s3_bucket_public_access_block p on p.arn = b.arn
left join s3_account_public_access_block a on a.account = b.account

/*---
attack: >
  One wrong line in a policy or list opens the bucket, and tools that look for open buckets find it within hours:
  training data and weights are copied, or replaced.
console: >
  S3 > the bucket > Permissions > Block public access (bucket settings) > Edit, tick "Block all public access".
cli: |
  aws s3api put-public-access-block --bucket BUCKET --public-access-block-configuration \
    BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
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
