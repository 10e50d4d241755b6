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
