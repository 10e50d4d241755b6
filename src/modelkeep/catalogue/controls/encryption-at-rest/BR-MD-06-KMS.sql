/*---
id: BR-MD-06-KMS
title: Endpoints of Bedrock Marketplace encrypt their storage with a key of yours
severity: medium
subject: bedrock_marketplace_model_endpoint
why: >
  The instances keep the model, and often prompts, on their volumes. Under a key of yours you decide who can read them, and
  revoking the key closes them at once.
fix: Create the endpoint anew with kmsEncryptionKey set to a customer managed key.
maps: {gdpr: ["Art.32(1)(a)"], hipaa: ["164.312(a)(2)(iv)"], soc2: ["CC6.1"], mitre-atlas: [AML.M0012]}
references: ["https://docs.aws.amazon.com/bedrock/latest/APIReference/API_SageMakerEndpoint.html"]
notes: Instances with local NVMe storage take no key; their hardware encrypts it.
---*/
select e.arn as resource,
       is_own_key(e.kms_encryption_key, k.arn, k.key_manager) as passed,
       case when e.kms_encryption_key = '' then 'no key of yours' else 'under ' || e.kms_encryption_key end as reason,
       list_filter([k.arn], lambda key: key is not null) as uses
from bedrock_marketplace_model_endpoint e
left join kms_key k on k.arn = kms_key_arn(e.kms_encryption_key, e.account, e.region)
where coalesce(e.endpoint_status not in ('Deleting', 'Failed') and not has_local_storage(e.instance_type), true)

/*---
attack: >
  A role that may read the instances' volumes is stolen. They hold the model and what customers asked it, and there is no key of
  yours that you could disable to close them.
console: >
  Amazon Bedrock > Model catalog, choose the marketplace model, Deploy, Advanced settings, encryption: choose a customer
  managed key.
cli: |
  aws bedrock create-marketplace-model-endpoint --model-source-identifier MODEL_ARN --endpoint-name NAME --accept-eula \
    --endpoint-config 'sageMaker={initialInstanceCount=1,instanceType=INSTANCE_TYPE,executionRole=ROLE,kmsEncryptionKey=KEY_ARN}'
cloudformation: >
  CloudFormation has no resource for endpoints of Bedrock Marketplace; use the CLI.
terraform: >
  The AWS provider has no resource for endpoints of Bedrock Marketplace; use the CLI.
---*/
