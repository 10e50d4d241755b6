/*---
id: BR-MD-05
title: Answers of batches are encrypted with a key of your own
severity: medium
subject: bedrock_model_invocation_job
why: A batch's answers repeat what the prompts were about. With a key of your own, whoever gets at the bucket still lacks the key.
fix: Name s3EncryptionKeyId in the batch's output, or make KMS with a customer managed key the default encryption of the bucket.
maps:
  gdpr: ["Art.32(1)(a)"]
  hipaa: ["164.312(a)(2)(iv)"]
  owasp-llm: [LLM02]
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/batch-inference-create.html"]
---*/
select j.arn as resource,
       j.output_kms_key_id <> '' or (e.algorithm like 'aws:kms%' and e.kms_key_id <> '' and not e.kms_key_id like '%alias/aws/%') as passed,
       case when passed then 'encrypted with ' || coalesce(nullif(j.output_kms_key_id, ''), e.kms_key_id)
            else bucket_of(j.output_s3_uri) || ' has no key of your own' end as reason,
       [bucket_arn_of(j.output_s3_uri)] as uses
from bedrock_model_invocation_job j
left join s3_bucket_encryption e on e.arn = bucket_arn_of(j.output_s3_uri)
where j.status is null or j.status not in ('Failed', 'Expired')
