/*---
kind: encrypted_by
doc: The KMS key of reviewers' answers and of partner apps.
---*/
select arn as src, kms_key_arn(output_kms_key_id, account, region) as dst from sagemaker_flow_definition
union all
select arn, kms_key_arn(kms_key_id, account, region) from sagemaker_partner_app
