/*---
id: SM-EP-05
title: Answers of asynchronous endpoints are encrypted with a key of yours
severity: high
subject: sagemaker_endpoint_config
why: >
  Asynchronous endpoints leave every answer in a bucket. Under a key of yours a reader of the bucket needs the key
  as well.
fix: >
  Set AsyncInferenceConfig.OutputConfig.KmsKeyId in a new endpoint configuration, or encrypt the bucket by default
  with a customer managed key.
maps:
  gdpr: ["Art.32(1)(a)"]
  hipaa: ["164.312(a)(2)(iv)"]
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-create-endpoint.html
---*/
with written as (
    select arn, unnest(async_s3_uris) as uri, async_kms_key_id as kms_key_id from sagemaker_endpoint_config where is_async
)
select w.arn as resource,
       case when w.kms_key_id <> '' then w.kms_key_id not like '%alias/aws/%'
            else e.algorithm like 'aws:kms%' and e.kms_key_id <> '' and e.kms_key_id not like '%alias/aws/%' end as passed,
       case when w.kms_key_id <> '' then w.uri || ' is written under ' || w.kms_key_id
            when e.arn is null then 'no key is given, and the encryption of the bucket of ' || w.uri || ' was not read'
            when e.kms_key_id = '' then 'no key is given, and the bucket of ' || w.uri || ' encrypts with a key of AWS (' || e.algorithm || ')'
            else 'the bucket of ' || w.uri || ' encrypts under ' || e.kms_key_id end as reason,
       [e.arn] as uses
from written w left join s3_bucket_encryption e on e.arn = bucket_arn_of(w.uri)
