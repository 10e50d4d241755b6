/*---
id: S3-01
title: The account blocks public access to all its buckets
severity: high
subject: s3_account_public_access_block
why: >
  Without the account-wide block, one mistaken bucket policy or access control list is enough to show models,
  training data or prompts to everybody.
fix: >
  Turn on all four settings of S3 Block Public Access for the account (aws s3control put-public-access-block).
  Serve what must be public through CloudFront.
maps:
  gdpr: [Art.25, "Art.32(1)(b)"]
  hipaa: ["164.312(a)(1)"]
  aws-fsbp: ["S3.1"]
  cis-aws-3.0: ["2.1.4"]
  cis-aws-5.0: ["2.1.4"]
  cis-aws-7.0: ["3.1.4"]
  soc2: ["CC6.1"]
  mitre-atlas: [AML.T0035]
peers: {prowler: [s3_account_level_public_access_blocks], securityhub: [S3.1], config: [s3-account-level-public-access-blocks]}
references: ["https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html"]
---*/
select arn as resource,
       block_public_acls and ignore_public_acls and block_public_policy and restrict_public_buckets as passed,
       case when passed then 'all four settings are on'
            else 'off for the account: ' || array_to_string(list_filter([
                case when not block_public_acls then 'BlockPublicAcls' end,
                case when not ignore_public_acls then 'IgnorePublicAcls' end,
                case when not block_public_policy then 'BlockPublicPolicy' end,
                case when not restrict_public_buckets then 'RestrictPublicBuckets' end], lambda x: x is not null), ', ')
       end as reason
from s3_account_public_access_block

/*---
attack: >
  Somebody makes a new bucket public by mistake, as happens every day. Tools that look for open buckets find it within
  hours and copy what is in it.
console: >
  S3 > Block Public Access settings for this account > Edit, tick "Block all public access".
cli: |
  aws s3control put-public-access-block --account-id ACCOUNT --public-access-block-configuration \
    BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
cloudformation: >
  CloudFormation has no resource for the account's settings; use the CLI, or set them for each bucket in
  AWS::S3::Bucket.
terraform: |
  resource "aws_s3_account_public_access_block" "this" {
    block_public_acls       = true
    ignore_public_acls      = true
    block_public_policy     = true
    restrict_public_buckets = true
  }
---*/
