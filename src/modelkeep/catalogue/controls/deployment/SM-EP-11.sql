/*---
id: SM-EP-11
title: Deployments to endpoints go in steps and roll back on alarms
severity: medium
subject: sagemaker_endpoint
why: >
  All at once, a bad or manipulated model answers every customer from the first second, and stays until somebody
  notices.
fix: >
  Update the endpoint with a DeploymentConfig: canary, linear or rolling, with AutoRollbackConfiguration naming
  alarms on errors and latency.
maps:
  gdpr: ["Art.32(1)(d)"]
  hipaa: ["164.308(a)(8)"]
  nist-ai-rmf: ["MANAGE 2.4"]
  iso-42001: [A.6.2.5]
  soc2: ["CC8.1"]
  eu-ai-act: ["Art.15(4)"]
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails.html
---*/
select arn as resource,
       traffic_routing_type in ('CANARY', 'LINEAR', 'ROLLING') and len(auto_rollback_alarms) > 0 as passed,
       case when traffic_routing_type = '' then 'no deployment configuration: traffic moves all at once, and nothing rolls back'
            else 'deployments are ' || lower(replace(traffic_routing_type, '_', ' ')) || ', '
                 || case when len(auto_rollback_alarms) = 0 then 'and no alarm rolls them back'
                         else 'rolled back by ' || array_to_string(auto_rollback_alarms, ', ') end end as reason
from sagemaker_endpoint

/*---
attack: >
  A manipulated model gets through the pipeline. It takes over all traffic in one step, and since no alarm rolls it back,
  it answers customers until a person notices.
console: >
  Use the CLI or an SDK: the deployment configuration is a part of the call that updates the endpoint.
cli: |
  aws sagemaker update-endpoint --endpoint-name ENDPOINT --endpoint-config-name NEW_CONFIG --deployment-config '{
    "BlueGreenUpdatePolicy": {"TrafficRoutingConfiguration": {
      "Type": "CANARY", "CanarySize": {"Type": "CAPACITY_PERCENT", "Value": 10}, "WaitIntervalInSeconds": 600}},
    "AutoRollbackConfiguration": {"Alarms": [{"AlarmName": "ALARM"}]}}'
cloudformation: |
  Type: AWS::SageMaker::Endpoint
  Properties:
    DeploymentConfig:
      BlueGreenUpdatePolicy:
        TrafficRoutingConfiguration:
          Type: CANARY
          CanarySize:
            Type: CAPACITY_PERCENT
            Value: 10
          WaitIntervalInSeconds: 600
      AutoRollbackConfiguration:
        Alarms:
          - AlarmName: !Ref ErrorAlarm
terraform: |
  resource "aws_sagemaker_endpoint" "this" {
    deployment_config {
      blue_green_update_policy {
        traffic_routing_configuration {
          type                     = "CANARY"
          wait_interval_in_seconds = 600
          canary_size {
            type  = "CAPACITY_PERCENT"
            value = 10
          }
        }
      }
      auto_rollback_configuration {
        alarms {
          alarm_name = aws_cloudwatch_metric_alarm.errors.alarm_name
        }
      }
    }
  }
---*/
