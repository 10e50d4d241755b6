/*---
id: SM-EP-16
title: Endpoints of models made of data that are owed a key of your own store under one
severity: high
subject: sagemaker_endpoint_config
why: >
  A model keeps of its training data what it can be made to say. The endpoint copies it to its volumes, and the requests with it: what
  protects the data has to protect the model that learned from them.
fix: >
  Create an endpoint configuration with KmsKeyId set to a customer managed key and update the endpoint to it.
maps: {gdpr: ["Art.32(1)(a)"], hipaa: ["164.312(a)(2)(iv)"], soc2: ["CC6.1"], mitre-atlas: [AML.M0012]}
references: ["https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html"]
notes: >
  Judged are configurations of endpoints in the lineage of models whose data are of a class that is owed `customer-key` by catalogue/classes.toml,
  or by the file of --classes. SM-EP-01 asks the same of all endpoints, as medium: what is mended here is mended there; SM-EP-04 and
  SM-EP-05 ask it of captured requests and of answers. Serverless variants have no such volume, instances with local storage take no
  key. Needs the analysis of what data models are made of: `modelkeep scan --classify`.
---*/
with variant as (
    select arn, any_true(not is_serverless and not has_local_storage(instance_type)) as any_volume
    from sagemaker_endpoint_config_production_variant group by arn
),
made as (
    select c.arn, c.kms_key_id, d.data_class, d.reasons, owes_protection(d.owes, d.complete, 'customer-key') as owed
    from sagemaker_endpoint_config c
    join model_resource m on m.arn = c.arn
    left join data_class d on d.arn = m.model and d.type = 'model'
    left join variant v on v.arn = c.arn
    where v.any_volume is distinct from false
)
select arn as resource,
       case when owed then names_own_key(kms_key_id) end as passed,
       case when passed then 'under ' || kms_key_id || ', as the ' || data_class || ' data of the model are owed'
            when not passed then 'no key of yours, and its model is made of ' || told_class(data_class, reasons)
            when owed then 'its model is made of ' || told_class(data_class, reasons) || '; its key was not read'
            else 'not all that its model is made of was looked into' end as reason,
       [arn] as uses
from made where owed is distinct from false

/*---
attack: >
  A volume of the endpoint's fleet is kept or copied by somebody who has no business with the model. The weights on it give back cards and
  names of the training set, and nobody had to use a key of yours.
console: >
  SageMaker AI > Endpoint configurations > Create, choose the variants and an encryption key; then the endpoint > Update.
cli: |
  aws sagemaker create-endpoint-config --endpoint-config-name NAME --kms-key-id KEY_ARN --production-variants file://variants.json
  aws sagemaker update-endpoint --endpoint-name ENDPOINT --endpoint-config-name NAME
cloudformation: |
  Type: AWS::SageMaker::EndpointConfig
  Properties:
    KmsKeyId: !GetAtt Key.Arn
terraform: |
  resource "aws_sagemaker_endpoint_configuration" "this" {
    kms_key_arn = aws_kms_key.this.arn
  }
---*/
