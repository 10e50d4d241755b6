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
    select e.arn, s.about, any_true(a.arn is not null) as is_watched
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
       case when is_watched then 'an alarm acts on ' || about else 'no alarm acts on ' || about end as reason
from watched
