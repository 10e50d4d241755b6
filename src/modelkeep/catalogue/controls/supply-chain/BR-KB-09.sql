/*---
id: BR-KB-09
title: The documents of knowledge bases keep their old versions
severity: medium
subject: bedrock_data_source
why: When somebody poisons documents that your assistant believes, old versions show what changed and bring the truth back.
fix: Enable versioning on the bucket.
maps:
  gdpr: ["Art.32(1)(b)", "Art.32(1)(c)"]
  hipaa: ["164.312(c)(1)"]
  mitre-atlas: [AML.T0070]
  owasp-llm: [LLM04, LLM08]
references: ["https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html"]
---*/
select d.arn as resource,
       v.status = 'Enabled' as passed,
       'versioning of ' || d.bucket_arn || ' is ' || v.status as reason,
       [d.bucket_arn] as uses
from bedrock_data_source d
left join s3_bucket_versioning v on v.arn = d.bucket_arn
where d.bucket_arn <> ''

/*---
attack: >
  Somebody overwrites a price list or a manual in the bucket with a wrong one. The assistant believes it, and without old
  versions nobody can say what was changed or bring the right text back.
console: >
  S3 > the bucket > Properties > Bucket Versioning, Edit, Enable.
cli: |
  aws s3api put-bucket-versioning --bucket BUCKET --versioning-configuration Status=Enabled
cloudformation: |
  Type: AWS::S3::Bucket
  Properties:
    VersioningConfiguration:
      Status: Enabled
terraform: |
  resource "aws_s3_bucket_versioning" "documents" {
    bucket = aws_s3_bucket.documents.id

    versioning_configuration {
      status = "Enabled"
    }
  }
---*/
