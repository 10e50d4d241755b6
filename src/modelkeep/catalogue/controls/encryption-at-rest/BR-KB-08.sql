/*---
id: BR-KB-08
title: Managed knowledge bases are encrypted with a key of your own
severity: medium
subject: bedrock_knowledge_base
why: A managed knowledge base keeps your documents and embeddings at Bedrock. With a key of your own you can shut them off.
fix: Create the knowledge base with serverSideEncryptionConfiguration.kmsKeyArn.
maps:
  gdpr: ["Art.32(1)(a)"]
  hipaa: ["164.312(a)(2)(iv)"]
  owasp-llm: [LLM08]
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/encryption-kb.html"]
---*/
select arn as resource,
       kms_key_arn <> '' as passed,
       case when passed then 'encrypted with ' || kms_key_arn else 'encrypted with a key of AWS' end as reason
from bedrock_knowledge_base
where type = 'MANAGED' or type is null
