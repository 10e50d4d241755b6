/*---
id: CW-02
title: Somebody is told when models, guardrails or AI logging are changed
severity: high
subject: scope_region
complete: [events_rule, events_rule_target, cloudtrail_trail, logs_log_group_metric_filter, cloudwatch_alarm, sns_subscription]
why: >
  Deleting a guardrail or no longer enforcing it, approving a model version or switching prompt logging off takes one call. Told at once you can undo it;
  otherwise the weakened model stays in service until somebody looks.
fix: >
  Create an EventBridge rule on "AWS API Call via CloudTrail" for the missing calls, with an SNS topic that somebody has subscribed
  to as its target (or metric filters with alarms on the trail's log group).
maps:
  gdpr: [Art.33]
  hipaa: ["164.308(a)(1)(ii)(D)", "164.308(a)(6)(ii)"]
  nist-ai-rmf: ["MANAGE 4.1", "MANAGE 4.3"]
  soc2: ["CC7.2"]
references: ["https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html"]
notes: >
  Applies to regions with SageMaker models or endpoints, or Bedrock agents, guardrails or custom models.
---*/
with in_use as (
    select account, region, 'sagemaker.amazonaws.com' as source from sagemaker_model
    union select account, region, 'sagemaker.amazonaws.com' from sagemaker_endpoint
    union select account, region, 'bedrock.amazonaws.com' from bedrock_agent
    union select account, region, 'bedrock.amazonaws.com' from bedrock_guardrail
    union select account, region, 'bedrock.amazonaws.com' from bedrock_custom_model
),
wanted(source, events) as (values
    ('sagemaker.amazonaws.com', ['UpdateEndpoint', 'DeleteEndpoint', 'UpdateModelPackage', 'DeleteMonitoringSchedule']),
    ('bedrock.amazonaws.com', ['UpdateGuardrail', 'DeleteGuardrail', 'PutModelInvocationLoggingConfiguration',
                               'DeleteModelInvocationLoggingConfiguration', 'PutEnforcedGuardrailConfiguration',
                               'DeleteEnforcedGuardrailConfiguration'])
),
watched as (select account, region, source, unnest(events) as event from in_use join wanted using (source)),
topic as (select list(distinct arn) filter (where confirmed) as subscribed from sns_subscription),
rule as (
    select r.account, r.region, r.api_event_sources, r.api_event_names,
           r.state <> 'DISABLED' and any_true(case when t.arn is null then false
               else reaches_somebody(t.target_arn, r.account, r.region, coalesce(s.subscribed, [])) end) as heard
    from events_rule r left join events_rule_target t on t.arn = r.arn cross join topic s
    where r.api_event_names is null or len(r.api_event_names) > 0
    group by r.arn, r.account, r.region, r.api_event_sources, r.api_event_names, r.state
),
by_rule as (
    select w.account, w.region, w.source, w.event,
           any_true(case when r.account is null then false
                         else r.heard and any_pattern_matches(r.api_event_sources, w.source)
                              and any_pattern_matches(r.api_event_names, w.event) end) as rings
    from watched w left join rule r on r.account = w.account and r.region = w.region
    group by w.account, w.region, w.source, w.event
),
action as (
    select arn, account, region, actions_enabled,
           unnest(case when alarm_actions is null then [null] else list_concat([''], alarm_actions) end) as action
    from cloudwatch_alarm
),
filter as (
    select f.arn, f.account, f.alternatives,
           any_true(case when a.arn is null then false else a.actions_enabled
               and reaches_somebody(a.action, a.account, a.region, coalesce(s.subscribed, [])) end) as heard
    from logs_log_group_metric_filter f
    join cloudtrail_trail t on t.cloud_watch_logs_log_group_arn = f.arn and t.account = f.account
    left join cloudwatch_alarm_metric m on m.account = f.account and m.region = f.region
        and m.namespace = f.metric_namespace and m.metric_name = f.metric_name
    left join action a on a.arn = m.arn
    cross join topic s
    group by f.arn, f.account, f.filter_name, f.alternatives
),
by_filter as (
    select w.account, w.region, w.event,
           any_true(case when f.arn is null then false when f.alternatives is not null
               then f.heard and coalesce(list_bool_or(list_transform(f.alternatives,
                   lambda a: fires_on(a, 'eventName', w.event, w.source, []))), false) end) as rings
    from watched w left join filter f on f.account = w.account
    group by w.account, w.region, w.event
),
told as (
    select r.account, r.region, all_true(r.rings or f.rings) as passed,
           string_agg(r.event, ', ' order by r.event) filter (where not (r.rings or f.rings)) as silent
    from by_rule r join by_filter f using (account, region, event) group by r.account, r.region
)
select g.arn as resource, t.passed,
       case when t.silent is not null then 'nobody is told of ' || t.silent
            when t.passed then 'all watched changes are told to somebody' end as reason
from told t join scope_region g on g.account = t.account and g.region = t.region

/*---
attack: >
  One call deletes the guardrail or switches the logging of prompts off, another points the endpoint at a different model.
  Nobody is told, so the attacker works undisturbed for days.
console: >
  Amazon EventBridge > Rules > Create rule, event pattern, AWS API Call via CloudTrail, service Bedrock or SageMaker,
  specific operations, target an SNS topic with a confirmed subscription.
cli: |
  aws events put-rule --name bedrock-changes --state ENABLED --event-pattern '{
    "source": ["aws.bedrock"], "detail-type": ["AWS API Call via CloudTrail"],
    "detail": {"eventSource": ["bedrock.amazonaws.com"], "eventName": ["UpdateGuardrail", "DeleteGuardrail",
      "PutModelInvocationLoggingConfiguration", "DeleteModelInvocationLoggingConfiguration",
      "PutEnforcedGuardrailConfiguration", "DeleteEnforcedGuardrailConfiguration"]}}'
  aws events put-targets --rule bedrock-changes --targets Id=sns,Arn=TOPIC_ARN
  aws events put-rule --name sagemaker-changes --state ENABLED --event-pattern '{
    "source": ["aws.sagemaker"], "detail-type": ["AWS API Call via CloudTrail"],
    "detail": {"eventSource": ["sagemaker.amazonaws.com"], "eventName": ["UpdateEndpoint", "DeleteEndpoint",
      "UpdateModelPackage", "DeleteMonitoringSchedule"]}}'
  aws events put-targets --rule sagemaker-changes --targets Id=sns,Arn=TOPIC_ARN
cloudformation: |
  Type: AWS::Events::Rule
  Properties:
    State: ENABLED
    EventPattern:
      source: [aws.bedrock, aws.sagemaker]
      detail-type: [AWS API Call via CloudTrail]
      detail:
        eventSource: [bedrock.amazonaws.com, sagemaker.amazonaws.com]
        eventName:
          - UpdateGuardrail
          - DeleteGuardrail
          - PutModelInvocationLoggingConfiguration
          - DeleteModelInvocationLoggingConfiguration
          - PutEnforcedGuardrailConfiguration
          - DeleteEnforcedGuardrailConfiguration
          - UpdateEndpoint
          - DeleteEndpoint
          - UpdateModelPackage
          - DeleteMonitoringSchedule
    Targets:
      - Id: sns
        Arn: !Ref Topic
terraform: |
  resource "aws_cloudwatch_event_rule" "ai_changes" {
    name  = "ai-changes"
    state = "ENABLED"
    event_pattern = jsonencode({
      source      = ["aws.bedrock", "aws.sagemaker"]
      detail-type = ["AWS API Call via CloudTrail"]
      detail = {
        eventSource = ["bedrock.amazonaws.com", "sagemaker.amazonaws.com"]
        eventName = [
          "UpdateGuardrail", "DeleteGuardrail",
          "PutModelInvocationLoggingConfiguration", "DeleteModelInvocationLoggingConfiguration",
          "PutEnforcedGuardrailConfiguration", "DeleteEnforcedGuardrailConfiguration",
          "UpdateEndpoint", "DeleteEndpoint", "UpdateModelPackage", "DeleteMonitoringSchedule",
        ]
      }
    })
  }

  resource "aws_cloudwatch_event_target" "ai_changes" {
    rule = aws_cloudwatch_event_rule.ai_changes.name
    arn  = aws_sns_topic.security.arn
  }
---*/
