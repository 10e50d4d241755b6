/*---
id: S3-05
title: Buckets that models depend on keep old versions
severity: medium
subject: s3_bucket
scope: ai
why: >
  Without versioning, whoever overwrites a model or training data, by mistake or to poison it, leaves nothing
  to compare with and nothing to go back to.
fix: Turn on versioning, with a lifecycle rule that removes noncurrent versions when you no longer need them.
maps:
  gdpr: ["Art.5(1)(f)", "Art.32(1)(b)", "Art.32(1)(c)"]
  hipaa: ["164.312(c)(1)", "164.308(a)(7)", "164.308(a)(7)(ii)(A)"]
  soc2: ["A1.2"]
  mitre-atlas: [AML.T0018, AML.T0020]
  owasp-llm: [LLM04]
peers: {prowler: [s3_bucket_object_versioning], securityhub: [S3.14], checkov: [CKV_AWS_21], config: [s3-bucket-versioning-enabled]}
references: ["https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html"]
---*/
select b.arn as resource, v.status = 'Enabled' as passed, 'versioning is ' || lower(v.status) as reason
from s3_bucket b
left join s3_bucket_versioning v on v.arn = b.arn

/*---
attack: >
  Somebody with write access overwrites a model file or a few training records, or deletes the lot for ransom. Without old
  versions there is nothing to compare with and nothing to go back to.
console: >
  S3 > the bucket > Properties > Bucket Versioning, Edit, Enable. Then Management > Create lifecycle rule that deletes
  noncurrent versions after the time for which you need them.
cli: |
  aws s3api put-bucket-versioning --bucket BUCKET --versioning-configuration Status=Enabled
cloudformation: |
  Type: AWS::S3::Bucket
  Properties:
    VersioningConfiguration:
      Status: Enabled
terraform: |
  resource "aws_s3_bucket_versioning" "this" {
    bucket = aws_s3_bucket.this.id

    versioning_configuration {
      status = "Enabled"
    }
  }
---*/
