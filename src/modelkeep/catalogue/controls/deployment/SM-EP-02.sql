/*---
id: SM-EP-02
title: Production variants have at least two instances
severity: medium
subject: sagemaker_endpoint_config
why: >
  With one instance a crash, a bad request or a failing zone takes the model down. SageMaker spreads two or more
  over zones.
fix: >
  Set InitialInstanceCount, or the minimum of managed scaling, to 2 or more in a new endpoint configuration and
  update the endpoint to it.
maps:
  gdpr: ["Art.32(1)(b)"]
  hipaa: ["164.308(a)(7)"]
  aws-fsbp: [SageMaker.4]
  aws-ai-security: [SageMaker.4]
  soc2: ["A1.2"]
  eu-ai-act: ["Art.15(4)"]
peers: {prowler: [sagemaker_endpoint_config_prod_variant_instances], securityhub: [SageMaker.4], config: [sagemaker-endpoint-config-prod-instance-count]}
references:
  - https://docs.aws.amazon.com/securityhub/latest/userguide/sagemaker-controls.html#sagemaker-4
---*/
select arn as resource,
       initial_instance_count >= 2 or managed_scaling_min >= 2 as passed,
       'variant ' || variant_name || ' has ' || greatest(initial_instance_count, managed_scaling_min)
           || case when greatest(initial_instance_count, managed_scaling_min) = 1 then ' instance' else ' instances' end as reason
from sagemaker_endpoint_config_production_variant
where not is_shadow and not is_serverless

/*---
attack: >
  One request that crashes the container takes the only instance out. Sent again every few minutes, it keeps the model
  down for all customers.
console: >
  SageMaker AI > Endpoint configurations > Create, variant, set "Initial instance count" to 2 or more; then Endpoints,
  open the endpoint, Update, choose that configuration.
cli: |
  aws sagemaker create-endpoint-config --endpoint-config-name NEW_CONFIG --production-variants \
    VariantName=AllTraffic,ModelName=MODEL,InstanceType=ml.m5.large,InitialInstanceCount=2
  aws sagemaker update-endpoint --endpoint-name ENDPOINT --endpoint-config-name NEW_CONFIG
cloudformation: |
  Type: AWS::SageMaker::EndpointConfig
  Properties:
    ProductionVariants:
      - VariantName: AllTraffic
        ModelName: !GetAtt Model.ModelName
        InstanceType: ml.m5.large
        InitialInstanceCount: 2
terraform: |
  resource "aws_sagemaker_endpoint_configuration" "this" {
    production_variants {
      variant_name           = "AllTraffic"
      model_name             = aws_sagemaker_model.this.name
      instance_type          = "ml.m5.large"
      initial_instance_count = 2
    }
  }
---*/
