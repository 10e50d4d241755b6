/*---
id: BR-KB-01
title: What knowledge bases take in is encrypted with a key of your own
severity: medium
subject: bedrock_data_source
why: While documents are parsed and embedded, Bedrock stores them. With a key of your own you decide who can read that.
fix: Set serverSideEncryptionConfiguration.kmsKeyArn on the data source.
maps:
  gdpr: ["Art.32(1)(a)"]
  hipaa: ["164.312(a)(2)(iv)"]
  owasp-llm: [LLM08]
peers: {prowler: [bedrock_knowledge_base_encrypted_with_cmk], securityhub: [Bedrock.1], config: [bedrock-data-source-encryption-enabled]}
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/encryption-kb.html"]
---*/
select arn as resource,
       kms_key_arn <> '' as passed,
       case when passed then 'encrypted with ' || kms_key_arn else 'encrypted with a key of AWS' end as reason
from bedrock_data_source
