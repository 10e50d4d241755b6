/*---
id: SM-EP-09
title: Scaling of endpoints has a ceiling near its floor
severity: medium
subject: applicationautoscaling_scalable_target
why: >
  A flood of requests, paid for by nobody but you, scales the endpoint up to its maximum. A ceiling ten times the
  usual size keeps that bill bearable.
fix: >
  Register the scalable target again with a MaxCapacity of at most ten times its MinCapacity, and raise it when
  the traffic does.
maps:
  gdpr: ["Art.32(1)(b)"]
  hipaa: ["164.308(a)(7)"]
  soc2: ["A1.1"]
  mitre-atlas: [AML.T0034, AML.M0036]
  owasp-llm: [LLM10]
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling.html
notes: >
  Ten times: a burst of one order of magnitude is served, what is beyond is rather an attack or an error.
---*/
select arn as resource,
       max_capacity <= 10 or max_capacity <= 10 * min_capacity as passed,
       'it scales from ' || min_capacity || ' to ' || max_capacity as reason
from applicationautoscaling_scalable_target

/*---
attack: >
  Someone floods the endpoint with requests, out of malice or to copy the model answer by answer. It scales to a hundred
  instances, serves them all, and you pay.
console: >
  SageMaker AI > Endpoints, open the endpoint, Endpoint runtime settings, select the variant, Configure auto scaling, set
  the maximum instance count to at most ten times the minimum.
cli: |
  aws application-autoscaling register-scalable-target --service-namespace sagemaker \
    --resource-id endpoint/ENDPOINT/variant/VARIANT --scalable-dimension sagemaker:variant:DesiredInstanceCount \
    --min-capacity 2 --max-capacity 8
cloudformation: |
  Type: AWS::ApplicationAutoScaling::ScalableTarget
  Properties:
    ServiceNamespace: sagemaker
    ScalableDimension: sagemaker:variant:DesiredInstanceCount
    ResourceId: !Sub endpoint/${Endpoint}/variant/AllTraffic
    MinCapacity: 2
    MaxCapacity: 8
terraform: |
  resource "aws_appautoscaling_target" "endpoint" {
    service_namespace  = "sagemaker"
    scalable_dimension = "sagemaker:variant:DesiredInstanceCount"
    resource_id        = "endpoint/${aws_sagemaker_endpoint.this.name}/variant/AllTraffic"
    min_capacity       = 2
    max_capacity       = 8
  }
---*/
