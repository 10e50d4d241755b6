/*---
kind: encrypted_by
doc: The KMS keys of an inference experiment's volumes and of the requests that it keeps.
---*/
select arn as src, kms_key_arn(unnest([kms_key_id, data_kms_key_id]), account, region) as dst from sagemaker_inference_experiment
