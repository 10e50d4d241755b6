/*---
id: CW-01
title: Alarms ring on the changes and sign-ins that the CIS benchmark names
severity: medium
subject: scope_account
complete: [cloudtrail_account_trail, cloudtrail_trail, logs_log_group_metric_filter, cloudwatch_alarm, sns_subscription]
why: >
  An attacker who stops the trail, opens a security group or makes himself an administrator wins hours or days when nobody is told.
fix: >
  On the trail's log group create a metric filter for each missing subject, and on each metric an alarm whose SNS topic has a
  confirmed subscription.
maps:
  gdpr: [Art.33]
  hipaa: ["164.308(a)(1)(ii)(D)", "164.308(a)(6)(ii)", "164.308(a)(5)(ii)(C)"]
  cis-aws-3.0: ["4"]
  cis-aws-5.0: ["4"]
  cis-aws-7.0: ["5"]
  soc2: ["CC7.2"]
peers: {prowler: [cloudwatch_log_metric_filter_root_usage, cloudwatch_log_metric_filter_unauthorized_api_calls, cloudwatch_log_metric_filter_sign_in_without_mfa, cloudwatch_log_metric_filter_policy_changes, cloudwatch_log_metric_filter_disable_or_scheduled_deletion_of_kms_cmk]}
references: ["https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html"]
notes: >
  Applies to accounts that own a trail of all regions; one with an organisation's trail is watched where that trail is owned. What
  counts is whether a filter fires on the event, however its pattern is written; tests that narrow it to some callers do not count.
---*/
with wanted(subject, field, source, beside, samples) as (values
    ('unauthorised calls', 'errorCode', '', ['sourceIPAddress'], ['Client.UnauthorizedOperation', 'AccessDenied']),
    ('sign-ins without MFA', 'eventName', 'signin.amazonaws.com',
     ['additionalEventData.MFAUsed', 'userIdentity.type', 'responseElements.ConsoleLogin'], ['ConsoleLogin']),
    ('use of the root user', 'userIdentity.type', '', [], ['Root']),
    ('failed sign-ins', 'errorMessage', 'signin.amazonaws.com', ['eventName'], ['Failed authentication']),
    ('IAM policies', 'eventName', 'iam.amazonaws.com', [],
     ['DeleteGroupPolicy', 'DeleteRolePolicy', 'DeleteUserPolicy', 'PutGroupPolicy', 'PutRolePolicy', 'PutUserPolicy',
      'CreatePolicy', 'DeletePolicy', 'CreatePolicyVersion', 'DeletePolicyVersion', 'AttachRolePolicy', 'DetachRolePolicy',
      'AttachUserPolicy', 'DetachUserPolicy', 'AttachGroupPolicy', 'DetachGroupPolicy']),
    ('CloudTrail', 'eventName', 'cloudtrail.amazonaws.com', [],
     ['CreateTrail', 'UpdateTrail', 'DeleteTrail', 'StartLogging', 'StopLogging']),
    ('KMS keys', 'eventName', 'kms.amazonaws.com', [], ['DisableKey', 'ScheduleKeyDeletion']),
    ('bucket policies', 'eventName', 's3.amazonaws.com', [],
     ['PutBucketAcl', 'PutBucketPolicy', 'PutBucketCors', 'PutBucketLifecycle', 'PutBucketReplication', 'DeleteBucketPolicy',
      'DeleteBucketCors', 'DeleteBucketLifecycle', 'DeleteBucketReplication']),
    ('AWS Config', 'eventName', 'config.amazonaws.com', [],
     ['StopConfigurationRecorder', 'DeleteDeliveryChannel', 'PutDeliveryChannel', 'PutConfigurationRecorder']),
    ('security groups', 'eventName', 'ec2.amazonaws.com', [],
     ['AuthorizeSecurityGroupIngress', 'AuthorizeSecurityGroupEgress', 'RevokeSecurityGroupIngress',
      'RevokeSecurityGroupEgress', 'CreateSecurityGroup', 'DeleteSecurityGroup']),
    ('network access control lists', 'eventName', 'ec2.amazonaws.com', [],
     ['CreateNetworkAcl', 'CreateNetworkAclEntry', 'DeleteNetworkAcl', 'DeleteNetworkAclEntry', 'ReplaceNetworkAclEntry',
      'ReplaceNetworkAclAssociation']),
    ('network gateways', 'eventName', 'ec2.amazonaws.com', [],
     ['CreateCustomerGateway', 'DeleteCustomerGateway', 'AttachInternetGateway', 'CreateInternetGateway',
      'DeleteInternetGateway', 'DetachInternetGateway']),
    ('route tables', 'eventName', 'ec2.amazonaws.com', [],
     ['CreateRoute', 'CreateRouteTable', 'ReplaceRoute', 'ReplaceRouteTableAssociation', 'DeleteRouteTable', 'DeleteRoute',
      'DisassociateRouteTable']),
    ('VPCs', 'eventName', 'ec2.amazonaws.com', [],
     ['CreateVpc', 'DeleteVpc', 'ModifyVpcAttribute', 'AcceptVpcPeeringConnection', 'CreateVpcPeeringConnection',
      'DeleteVpcPeeringConnection', 'RejectVpcPeeringConnection'])
),
topic as (select list(distinct arn) filter (where confirmed) as subscribed from sns_subscription),
trail as (
    select t.arn, t.account, t.cloud_watch_logs_log_group_arn as log_group, s.is_logging,
           t.cloud_watch_logs_log_group_arn = '' or exists (
               select 1 from scope_region r where r.account = account_of(t.cloud_watch_logs_log_group_arn)
               and r.region = split_part(t.cloud_watch_logs_log_group_arn, ':', 4)) as is_scanned
    from cloudtrail_account_trail a
    join cloudtrail_trail t on t.arn = a.arn and t.account = a.account
    left join cloudtrail_trail_status s on s.arn = t.arn
),
action as (
    select arn, account, region, actions_enabled,
           unnest(case when alarm_actions is null then [null] else list_concat([''], alarm_actions) end) as action
    from cloudwatch_alarm
),
heard as (
    select m.account, m.region, m.namespace, m.metric_name,
           any_true(a.actions_enabled and reaches_somebody(a.action, a.account, a.region, coalesce(t.subscribed, []))) as heard
    from cloudwatch_alarm_metric m join action a on a.arn = m.arn cross join topic t
    group by m.account, m.region, m.namespace, m.metric_name
),
filter as (
    select f.arn as log_group, f.alternatives, any_true(case when h.metric_name is null then false else h.heard end) as heard
    from logs_log_group_metric_filter f
    left join heard h on h.account = f.account and h.region = f.region
        and h.namespace = f.metric_namespace and h.metric_name = f.metric_name
    group by f.arn, f.filter_name, f.alternatives
),
sample as (select subject, field, source, beside, unnest(samples) as sample from wanted),
rung as (
    select t.account, w.subject, w.sample,
           any_true(case when not t.is_scanned then null when f.log_group is null then false
                    when f.alternatives is not null
                    then t.is_logging and f.heard and coalesce(list_bool_or(list_transform(f.alternatives,
                        lambda a: fires_on(a, w.field, w.sample, w.source, w.beside))), false) end) as rings
    from trail t cross join sample w left join filter f on f.log_group = t.log_group
    group by t.account, w.subject, w.sample
),
told as (
    select account, all_true(rings) as passed,
           string_agg(distinct subject, ', ' order by subject) filter (where not rings) as silent,
           string_agg(distinct subject, ', ' order by subject) filter (where rings is null) as unread
    from rung group by account
)
select a.arn as resource, t.passed,
       case when t.silent is not null then 'no alarm, or none that reaches anybody, on: ' || t.silent
            when t.unread is not null then 'not read in full: alarms on ' || t.unread
            else 'all alarms are there' end as reason
from told t join scope_account a on a.account = t.account

/*---
attack: >
  An intruder signs in without MFA, gives a user administrator rights and stops AWS Config. Each leaves an event in the
  trail, and nobody is told until somebody reads it.
console: >
  CloudWatch > Log groups, open the trail's log group, Metric filters > Create metric filter with the pattern of the
  missing subject; then select the filter, Create alarm, with an SNS topic whose subscription is confirmed.
cli: |
  # one filter and one alarm for each missing subject; this one is for changes of CloudTrail
  aws logs put-metric-filter --log-group-name TRAIL_LOG_GROUP --filter-name trail-changes \
    --filter-pattern '{ ($.eventName = CreateTrail) || ($.eventName = UpdateTrail) || ($.eventName = DeleteTrail) || ($.eventName = StartLogging) || ($.eventName = StopLogging) }' \
    --metric-transformations metricName=trail-changes,metricNamespace=Security,metricValue=1
  aws cloudwatch put-metric-alarm --alarm-name trail-changes --namespace Security --metric-name trail-changes \
    --statistic Sum --period 300 --evaluation-periods 1 --threshold 1 \
    --comparison-operator GreaterThanOrEqualToThreshold --alarm-actions TOPIC_ARN
  aws sns subscribe --topic-arn TOPIC_ARN --protocol email --notification-endpoint security@example.com
cloudformation: |
  # one filter and one alarm for each missing subject; these are for changes of CloudTrail
  Filter:
    Type: AWS::Logs::MetricFilter
    Properties:
      LogGroupName: !Ref TrailLogGroup
      FilterPattern: "{ ($.eventName = CreateTrail) || ($.eventName = UpdateTrail) || ($.eventName = DeleteTrail) || ($.eventName = StartLogging) || ($.eventName = StopLogging) }"
      MetricTransformations:
        - MetricNamespace: Security
          MetricName: trail-changes
          MetricValue: "1"
  Alarm:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: Security
      MetricName: trail-changes
      Statistic: Sum
      Period: 300
      EvaluationPeriods: 1
      Threshold: 1
      ComparisonOperator: GreaterThanOrEqualToThreshold
      AlarmActions: [!Ref Topic]
terraform: |
  # one filter and one alarm for each missing subject; these are for changes of CloudTrail
  resource "aws_cloudwatch_log_metric_filter" "trail_changes" {
    name           = "trail-changes"
    log_group_name = aws_cloudwatch_log_group.trail.name
    pattern        = "{ ($.eventName = CreateTrail) || ($.eventName = UpdateTrail) || ($.eventName = DeleteTrail) || ($.eventName = StartLogging) || ($.eventName = StopLogging) }"

    metric_transformation {
      namespace = "Security"
      name      = "trail-changes"
      value     = "1"
    }
  }

  resource "aws_cloudwatch_metric_alarm" "trail_changes" {
    alarm_name          = "trail-changes"
    namespace           = "Security"
    metric_name         = "trail-changes"
    statistic           = "Sum"
    period              = 300
    evaluation_periods  = 1
    threshold           = 1
    comparison_operator = "GreaterThanOrEqualToThreshold"
    alarm_actions       = [aws_sns_topic.security.arn]
  }
---*/
