/*---
id: SM-EP-01
title: Storage of endpoint instances is encrypted with a key of yours
severity: medium
subject: sagemaker_endpoint_config
why: >
  Endpoints copy the model to their volumes, and often requests as well. Under a key of yours you decide who can
  read them, and revoking the key closes them at once.
fix: >
  Create an endpoint configuration with KmsKeyId set to a customer managed key and update the endpoint to it.
maps: {gdpr: ["Art.32(1)(a)"], hipaa: ["164.312(a)(2)(iv)"], soc2: ["CC6.1"], mitre-atlas: [AML.M0012]}
peers: {prowler: [sagemaker_endpoint_config_kms_encryption_enabled], checkov: [CKV_AWS_98], config: [sagemaker-endpoint-configuration-kms-key-configured, sagemaker-endpoint-config-kms-key-required]}
references:
  - https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html
  - https://docs.aws.amazon.com/config/latest/developerguide/sagemaker-endpoint-configuration-kms-key-configured.html
notes: >
  Serverless variants have no such volume, and instances with local NVMe storage take no key: their hardware
  encrypts it.
---*/
with volumes as (
    select arn, bool_or(not is_serverless and not regexp_matches(instance_type, '^ml\.([a-z]+[0-9]+[a-z]*d[a-z]*|g[4-9][a-z]*|gr6[a-z]*|p[4-9][a-z0-9-]*|trn[0-9][a-z]*|dl1)\.')) as any_volume
    from sagemaker_endpoint_config_production_variant
    group by arn
)
select c.arn as resource,
       c.kms_key_id <> '' and c.kms_key_id not like '%alias/aws/%' as passed,
       case when c.kms_key_id = '' then 'no key of yours' else 'under ' || c.kms_key_id end as reason
from sagemaker_endpoint_config c left join volumes v on v.arn = c.arn
where v.any_volume is null or v.any_volume

/*---
attack: >
  The instances keep the model, and often requests, on their volumes. When a role that may reach them is stolen, there is
  no key of yours that you could disable to close the volumes at once.
console: >
  SageMaker AI > Endpoint configurations > Create, Encryption key, choose a customer managed key; then Endpoints, open the
  endpoint, Update, choose that configuration.
cli: |
  aws sagemaker create-endpoint-config --endpoint-config-name NEW_CONFIG --kms-key-id KEY_ARN --production-variants \
    VariantName=AllTraffic,ModelName=MODEL,InstanceType=ml.m5.large,InitialInstanceCount=2
  aws sagemaker update-endpoint --endpoint-name ENDPOINT --endpoint-config-name NEW_CONFIG
cloudformation: |
  Type: AWS::SageMaker::EndpointConfig
  Properties:
    KmsKeyId: !GetAtt Key.Arn
terraform: |
  resource "aws_sagemaker_endpoint_configuration" "this" {
    kms_key_arn = aws_kms_key.this.arn
  }
---*/
