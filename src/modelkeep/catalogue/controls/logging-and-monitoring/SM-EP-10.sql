/*---
id: SM-EP-10
title: Alarms act on errors and slowness of endpoints
severity: medium
subject: sagemaker_endpoint
complete: [cloudwatch_alarm, cloudwatch_alarm_metric]
why: >
  Probing, poisoned input and overload show first as failed or slow answers. Without an alarm that tells somebody,
  they go on until customers complain.
fix: >
  Create CloudWatch alarms on Invocation5XXErrors (or Invocation4XXErrors) and ModelLatency of the endpoint, with
  actions that notify somebody.
maps:
  gdpr: [Art.33]
  hipaa: ["164.312(b)", "164.308(a)(1)(ii)(D)"]
  nist-ai-rmf: ["MEASURE 2.4", "MANAGE 4.1"]
  iso-42001: [A.6.2.6]
  soc2: ["CC7.2"]
  eu-ai-act: ["Art.12(2)"]
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
---*/
with watched as (
    select e.arn, s.about, any_true(a.arn is not null) as is_watched,
           case when any_true(a.arn is not null) then list(a.arn) end as alarms
    from sagemaker_endpoint e
         cross join (values ('errors', ['Invocation5XXErrors', 'Invocation4XXErrors', 'InvocationModelErrors']),
                            ('latency', ['ModelLatency', 'OverheadLatency'])) s(about, metrics)
         left join cloudwatch_alarm_metric w on w.account = e.account and w.region = e.region
              and w.namespace = 'AWS/SageMaker' and list_contains(s.metrics, w.metric_name) and w.dimensions['EndpointName'] = e.name
         left join cloudwatch_alarm a on a.arn = w.arn and a.actions_enabled and len(a.alarm_actions) > 0
    group by e.arn, s.about
)
select arn as resource,
       is_watched as passed,
       case when is_watched then 'an alarm acts on ' || about else 'no alarm acts on ' || about end as reason,
       alarms as uses
from watched

/*---
attack: >
  An attacker sends malformed or huge inputs to find what breaks the model, or to make it too slow for others. Errors and
  latency jump at once; without an alarm customers are the first to tell you.
console: >
  CloudWatch > Alarms > Create alarm, Select metric, SageMaker > Endpoint metrics, Invocation5XXErrors of the endpoint,
  with an SNS topic; a second alarm for ModelLatency.
cli: |
  aws cloudwatch put-metric-alarm --alarm-name ENDPOINT-errors --namespace AWS/SageMaker --metric-name Invocation5XXErrors \
    --dimensions Name=EndpointName,Value=ENDPOINT Name=VariantName,Value=AllTraffic --statistic Sum --period 60 \
    --evaluation-periods 5 --threshold 5 --comparison-operator GreaterThanThreshold --alarm-actions TOPIC_ARN
  # ModelLatency is in microseconds
  aws cloudwatch put-metric-alarm --alarm-name ENDPOINT-latency --namespace AWS/SageMaker --metric-name ModelLatency \
    --dimensions Name=EndpointName,Value=ENDPOINT Name=VariantName,Value=AllTraffic --statistic Average --period 60 \
    --evaluation-periods 5 --threshold 2000000 --comparison-operator GreaterThanThreshold --alarm-actions TOPIC_ARN
cloudformation: |
  Errors:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/SageMaker
      MetricName: Invocation5XXErrors
      Dimensions:
        - Name: EndpointName
          Value: !GetAtt Endpoint.EndpointName
        - Name: VariantName
          Value: AllTraffic
      Statistic: Sum
      Period: 60
      EvaluationPeriods: 5
      Threshold: 5
      ComparisonOperator: GreaterThanThreshold
      AlarmActions: [!Ref Topic]
  Latency:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/SageMaker
      MetricName: ModelLatency
      Dimensions:
        - Name: EndpointName
          Value: !GetAtt Endpoint.EndpointName
        - Name: VariantName
          Value: AllTraffic
      Statistic: Average
      Period: 60
      EvaluationPeriods: 5
      Threshold: 2000000
      ComparisonOperator: GreaterThanThreshold
      AlarmActions: [!Ref Topic]
terraform: |
  resource "aws_cloudwatch_metric_alarm" "endpoint" {
    for_each = {
      Invocation5XXErrors = { statistic = "Sum", threshold = 5 }
      ModelLatency        = { statistic = "Average", threshold = 2000000 } # microseconds
    }

    alarm_name          = "endpoint-${each.key}"
    namespace           = "AWS/SageMaker"
    metric_name         = each.key
    dimensions          = { EndpointName = aws_sagemaker_endpoint.this.name, VariantName = "AllTraffic" }
    statistic           = each.value.statistic
    threshold           = each.value.threshold
    period              = 60
    evaluation_periods  = 5
    comparison_operator = "GreaterThanThreshold"
    alarm_actions       = [aws_sns_topic.security.arn]
  }
---*/
