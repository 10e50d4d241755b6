/*---
id: BR-LOG-06
title: An alarm watches Bedrock wherever it is used
severity: medium
subject: scope_region
complete: [cloudwatch_alarm, cloudwatch_alarm_metric]
why: >
  Somebody who runs your models with a stolen key, or floods them, shows first in invocations, throttling and tokens. An
  alarm tells you in minutes, the bill in a month.
fix: Create a CloudWatch alarm with an action on Invocations, InvocationThrottles or InputTokenCount in namespace AWS/Bedrock.
maps:
  gdpr: [Art.33]
  hipaa: ["164.312(b)", "164.308(a)(1)(ii)(D)"]
  nist-ai-rmf: ["MEASURE 2.4", "MANAGE 4.1"]
  iso-42001: [A.6.2.6]
  soc2: ["CC7.2"]
  mitre-atlas: [AML.T0034]
  owasp-llm: [LLM10]
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/monitoring.html"]
---*/
with used as (
    select account, region from bedrock_invoked_model
    union select account, region from bedrock_agent
    union select account, region from bedrock_knowledge_base
    union select account, region from bedrock_custom_model
    union select account, region from bedrock_imported_model
    union select account, region from bedrock_provisioned_model_throughput
),
watching as (
    select m.account, m.region, any_true(a.actions_enabled and len(a.alarm_actions) > 0) as told
    from cloudwatch_alarm_metric m left join cloudwatch_alarm a on a.arn = m.arn
    where m.namespace = 'AWS/Bedrock'
    group by all
)
select r.arn as resource,
       case when w.account is null then false else w.told end as passed,
       case when passed then 'an alarm on AWS/Bedrock tells somebody'
            when w.account is null then 'no alarm watches a metric of AWS/Bedrock'
            else 'the alarms on AWS/Bedrock tell nobody' end as reason
from scope_region r
join used u on u.account = r.account and u.region = r.region
left join watching w on w.account = r.account and w.region = r.region

/*---
attack: >
  A stolen key is sold, and ten thousand prompts an hour run at your cost. The number of invocations jumps within minutes;
  without an alarm you learn it from the bill.
console: >
  CloudWatch > Alarms > Create alarm, Select metric, Bedrock, Invocations (or InvocationThrottles, InputTokenCount), a
  threshold above your usual traffic, and an SNS topic that somebody reads.
cli: |
  aws cloudwatch put-metric-alarm --alarm-name bedrock-invocations --namespace AWS/Bedrock --metric-name Invocations \
    --statistic Sum --period 300 --evaluation-periods 1 --threshold 1000 --comparison-operator GreaterThanThreshold \
    --treat-missing-data notBreaching --alarm-actions TOPIC_ARN
cloudformation: |
  Type: AWS::CloudWatch::Alarm
  Properties:
    Namespace: AWS/Bedrock
    MetricName: Invocations
    Statistic: Sum
    Period: 300
    EvaluationPeriods: 1
    Threshold: 1000
    ComparisonOperator: GreaterThanThreshold
    TreatMissingData: notBreaching
    AlarmActions: [!Ref Topic]
terraform: |
  resource "aws_cloudwatch_metric_alarm" "bedrock_invocations" {
    alarm_name          = "bedrock-invocations"
    namespace           = "AWS/Bedrock"
    metric_name         = "Invocations"
    statistic           = "Sum"
    period              = 300
    evaluation_periods  = 1
    threshold           = 1000
    comparison_operator = "GreaterThanThreshold"
    treat_missing_data  = "notBreaching"
    alarm_actions       = [aws_sns_topic.security.arn]
  }
---*/
