/*---
id: SM-EP-14
title: Nobody can open a shell in the containers of endpoints
severity: high
subject: sagemaker_endpoint_config
why: >
  With Systems Manager access on, whoever may start a session looks into the running container: requests, weights,
  the role's credentials.
fix: >
  Create an endpoint configuration whose variants have EnableSSMAccess=false and update the endpoint to it; turn
  it on only to find a fault.
maps:
  gdpr: ["Art.25", "Art.32(1)(b)"]
  hipaa: ["164.308(a)(4)", "164.312(a)(1)"]
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/ssm-access.html
---*/
select arn as resource,
       not enable_ssm_access as passed,
       'EnableSSMAccess of variant ' || variant_name || ' is ' || enable_ssm_access as reason
from sagemaker_endpoint_config_production_variant

/*---
attack: >
  Somebody with stolen keys that allow ssm:StartSession opens a shell in the container, copies the model, reads what
  customers send, or changes the answers.
console: >
  Create an endpoint configuration without SSM access (it is off unless the SDK or the CLI turned it on), then Amazon
  SageMaker AI > Endpoints > the endpoint > Settings > Update endpoint.
cli: |
  aws sagemaker create-endpoint-config --endpoint-config-name NEW_CONFIG --production-variants \
    VariantName=main,ModelName=MODEL,InstanceType=ml.m5.large,InitialInstanceCount=1,EnableSSMAccess=false
  aws sagemaker update-endpoint --endpoint-name ENDPOINT --endpoint-config-name NEW_CONFIG
cloudformation: |
  Type: AWS::SageMaker::EndpointConfig
  Properties:
    ProductionVariants:
      - VariantName: main
        ModelName: !GetAtt Model.ModelName
        EnableSSMAccess: false
terraform: |
  resource "aws_sagemaker_endpoint_configuration" "this" {
    production_variants {
      model_name        = aws_sagemaker_model.this.name
      enable_ssm_access = false
    }
  }
---*/
