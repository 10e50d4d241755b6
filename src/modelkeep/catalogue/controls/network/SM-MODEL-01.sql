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
