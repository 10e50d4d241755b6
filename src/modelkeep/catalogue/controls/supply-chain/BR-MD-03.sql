/*---
id: BR-MD-03
title: Imported models come from a private bucket that keeps old versions
severity: high
subject: bedrock_imported_model
why: >
  Whoever can replace the weights before the import decides what your model says. Versions show whether that happened; a
  public bucket invites it.
fix: Import from a bucket of your own with versioning and Block Public Access, and import again what came from elsewhere.
maps:
  gdpr: ["Art.32(1)(b)"]
  hipaa: ["164.312(c)(1)"]
  mitre-atlas: [AML.T0010]
  owasp-llm: [LLM03, LLM04]
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/model-customization-import-model.html"]
---*/
select m.arn as resource,
       v.status = 'Enabled' and not s.is_public as passed,
       bucket_of(m.model_data_s3_uri) || case when passed then ' is private and keeps versions'
           when s.is_public then ' has a public policy' else ' has versioning ' || v.status end as reason,
       [bucket_arn_of(m.model_data_s3_uri)] as uses
from bedrock_imported_model m
left join s3_bucket_versioning v on v.arn = bucket_arn_of(m.model_data_s3_uri)
left join s3_bucket_policy_status s on s.arn = bucket_arn_of(m.model_data_s3_uri)
