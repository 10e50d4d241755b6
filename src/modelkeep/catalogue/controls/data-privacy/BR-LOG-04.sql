/*---
id: BR-LOG-04
title: Buckets with logged prompts block public access
severity: high
subject: bedrock_model_invocation_logging_configuration
why: One mistaken bucket policy would show everybody's questions to everybody.
fix: Turn on all four settings of S3 Block Public Access on the bucket or, better, for the whole account.
maps:
  gdpr: [Art.25, "Art.32(1)(b)"]
  hipaa: ["164.312(a)(1)"]
  soc2: ["C1.1"]
  mitre-atlas: [AML.T0057]
  owasp-llm: [LLM02]
profiles: [baseline]
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html", "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html"]
---*/
with destination as (
    select arn, account, unnest([s3_bucket_name, large_data_bucket_name]) as bucket
    from bedrock_model_invocation_logging_configuration
)
select d.arn as resource,
       (p.block_public_acls or a.block_public_acls) and (p.ignore_public_acls or a.ignore_public_acls)
           and (p.block_public_policy or a.block_public_policy)
           and (p.restrict_public_buckets or a.restrict_public_buckets) as passed,
       'bucket ' || d.bucket || case when passed then ' blocks public access' else ' may be made public' end as reason,
       ['arn:aws:s3:::' || d.bucket, a.arn] as uses
from destination d
left join s3_bucket_public_access_block p on p.arn = 'arn:aws:s3:::' || d.bucket
left join s3_account_public_access_block a on a.account = coalesce(p.account, d.account)
where d.bucket <> ''

/*---
attack: >
  One bucket policy with Principal "*", written in a hurry, puts every prompt and answer of the account on the internet.
console: >
  S3 > the bucket that receives the invocation logs > Permissions > Block public access, Edit, tick "Block all public
  access", save.
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
  resource "aws_s3_bucket_public_access_block" "prompts" {
    bucket                  = aws_s3_bucket.prompts.id
    block_public_acls       = true
    ignore_public_acls      = true
    block_public_policy     = true
    restrict_public_buckets = true
  }
---*/
