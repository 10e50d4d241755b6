/*---
id: BR-MD-01
title: Custom models are encrypted with a key of your own
severity: high
subject: bedrock_custom_model
why: Weights hold what the model learned from your data. With a key of your own you decide who can use them, and can shut them off.
fix: Name a customer managed key as customModelKmsKeyId in the customization job, and make the model again.
maps:
  gdpr: ["Art.32(1)(a)"]
  hipaa: ["164.312(a)(2)(iv)"]
  mitre-atlas: [AML.T0035]
  owasp-llm: [LLM02]
peers: {prowler: [bedrock_custom_model_encrypted_with_cmk]}
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/encryption-custom-job.html"]
---*/
select arn as resource,
       model_kms_key_arn <> '' as passed,
       case when passed then 'encrypted with ' || model_kms_key_arn else 'encrypted with a key of AWS' end as reason
from bedrock_custom_model
