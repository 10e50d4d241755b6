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
  gdpr: ["Art.5(1)(f)", "Art.32(1)(b)"]
  hipaa: ["164.312(c)(1)", "164.308(a)(7)"]
  mitre-atlas: [AML.T0018, AML.T0020]
  owasp-llm: [LLM04]
peers: {prowler: [s3_bucket_object_versioning], securityhub: [S3.14], checkov: [CKV_AWS_21], config: [s3-bucket-versioning-enabled]}
references: ["https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html"]
---*/
select b.arn as resource, v.status = 'Enabled' as passed, 'versioning is ' || lower(v.status) as reason
from s3_bucket b
left join s3_bucket_versioning v on v.arn = b.arn
