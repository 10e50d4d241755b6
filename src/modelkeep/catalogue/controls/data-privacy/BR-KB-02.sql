/*---
id: BR-KB-02
title: The documents of knowledge bases lie in buckets that block public access
severity: high
subject: bedrock_data_source
why: >
  A knowledge base is fed with what staff may know and strangers may not. A bucket that can be made public undoes every
  control in front of the assistant.
fix: Turn on all four settings of S3 Block Public Access on the bucket or, better, for the whole account.
maps: {gdpr: [Art.25, "Art.32(1)(b)"], hipaa: ["164.312(a)(1)"], soc2: ["C1.1"], owasp-llm: [LLM02, LLM08]}
profiles: [baseline]
references: ["https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html"]
---*/
select d.arn as resource,
       (p.block_public_acls or a.block_public_acls) and (p.ignore_public_acls or a.ignore_public_acls)
           and (p.block_public_policy or a.block_public_policy)
           and (p.restrict_public_buckets or a.restrict_public_buckets) as passed,
       d.bucket_arn || case when passed then ' blocks public access' else ' may be made public' end as reason,
       [d.bucket_arn, a.arn] as uses
from bedrock_data_source d
left join s3_bucket_public_access_block p on p.arn = d.bucket_arn
left join s3_account_public_access_block a on a.account = coalesce(p.account, nullif(d.bucket_owner_account_id, ''), d.account)
where d.bucket_arn <> ''

/*---
attack: >
  A single bucket policy or object grant opens the documents of the knowledge base to the internet, and whoever guesses
  the bucket's name downloads them without asking the assistant.
console: >
  S3 > the bucket > Permissions > Block public access, Edit, tick "Block all public access", save.
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
  resource "aws_s3_bucket_public_access_block" "documents" {
    bucket                  = aws_s3_bucket.documents.id
    block_public_acls       = true
    ignore_public_acls      = true
    block_public_policy     = true
    restrict_public_buckets = true
  }
---*/
