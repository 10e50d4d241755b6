/*---
id: SM-EP-15
title: Core dumps of endpoints are encrypted with a key of yours
severity: high
subject: sagemaker_endpoint_config
why: >
  A core dump is the memory of a crashed container: weights, requests and credentials. Under a key of yours a
  reader of the bucket needs the key as well.
fix: >
  Set CoreDumpConfig.KmsKeyId in a new endpoint configuration, or take the core dumps out once the fault is found.
maps:
  gdpr: ["Art.32(1)(a)"]
  hipaa: ["164.312(a)(2)(iv)"]
references:
  - https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariantCoreDumpConfig.html
---*/
with written as (
    select arn, core_dump_s3_uri as uri, core_dump_kms_key_id as kms_key_id from sagemaker_endpoint_config_production_variant where core_dump_s3_uri <> ''
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

/*---
attack: >
  An attacker sends a request that crashes the container. The core dump that is written holds its memory, with weights,
  other people's requests and credentials, for everybody who may read the bucket.
console: >
  Use the CLI or an SDK: the key of core dumps is set in the endpoint configuration's variant.
cli: |
  aws sagemaker create-endpoint-config --endpoint-config-name NEW_CONFIG --production-variants \
    'VariantName=AllTraffic,ModelName=MODEL,InstanceType=ml.m5.large,InitialInstanceCount=2,CoreDumpConfig={DestinationS3Uri=s3://BUCKET/dumps,KmsKeyId=KEY_ARN}'
  aws sagemaker update-endpoint --endpoint-name ENDPOINT --endpoint-config-name NEW_CONFIG
cloudformation: |
  Type: AWS::SageMaker::EndpointConfig
  Properties:
    ProductionVariants:
      - VariantName: AllTraffic
        ModelName: !GetAtt Model.ModelName
        CoreDumpConfig:
          DestinationS3Uri: !Sub s3://${Bucket}/dumps
          KmsKeyId: !GetAtt Key.Arn
terraform: |
  resource "aws_sagemaker_endpoint_configuration" "this" {
    production_variants {
      model_name = aws_sagemaker_model.this.name
      core_dump_config {
        destination_s3_uri = "s3://${aws_s3_bucket.dumps.id}/dumps"
        kms_key_id         = aws_kms_key.this.arn
      }
    }
  }
---*/
