/*---
id: SM-MODEL-01
title: Model containers are isolated from the network
severity: high
subject: sagemaker_model
why: >
  Inference code, or a malicious model file that takes it over, can send requests, answers and weights out. An
  isolated container makes no connection at all.
fix: >
  Create the model again with EnableNetworkIsolation=true and put it into a new endpoint configuration. Containers
  that must fetch something at run time need a VPC instead.
maps:
  gdpr: ["Art.32(1)(b)"]
  hipaa: ["164.312(a)(1)", "164.312(e)(1)"]
  aws-fsbp: [SageMaker.5]
  aws-ai-security: [SageMaker.5]
  soc2: ["CC6.6"]
  eu-ai-act: ["Art.15(5)"]
  mitre-atlas: [AML.T0025]
peers: {prowler: [sagemaker_models_network_isolation_enabled], securityhub: [SageMaker.5], checkov: [CKV_AWS_370], config: [sagemaker-model-isolation-enabled]}
references:
  - https://docs.aws.amazon.com/securityhub/latest/userguide/sagemaker-controls.html#sagemaker-5
  - https://docs.aws.amazon.com/sagemaker/latest/dg/mkt-algo-model-internet-free.html
---*/
select arn as resource,
       enable_network_isolation as passed,
       'EnableNetworkIsolation is ' || enable_network_isolation as reason
from sagemaker_model

/*---
attack: >
  A model file can hold code that runs when it is loaded, or a library in the image is poisoned. With a network it
  calls home, sends out the inputs of your customers and takes orders.
console: >
  Amazon SageMaker AI > Models > Create model, Network, turn on "Enable network isolation"; then deploy the new model
  with a new endpoint configuration.
cli: |
  aws sagemaker create-model --model-name NAME --execution-role-arn ROLE \
    --primary-container Image=IMAGE,ModelDataUrl=s3://BUCKET/model.tar.gz --enable-network-isolation
cloudformation: |
  Type: AWS::SageMaker::Model
  Properties:
    EnableNetworkIsolation: true
    ExecutionRoleArn: !GetAtt Role.Arn
terraform: |
  resource "aws_sagemaker_model" "this" {
    enable_network_isolation = true
    execution_role_arn       = aws_iam_role.model.arn
  }
---*/
