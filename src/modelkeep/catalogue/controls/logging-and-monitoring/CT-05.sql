/*---
id: CT-05
title: Trails deliver to CloudWatch Logs, where alarms can watch them
severity: low
subject: cloudtrail_trail
why: Files in a bucket are read after the damage; alarms on a log group ring within minutes.
fix: Update the trail with CloudWatchLogsLogGroupArn and a role that may write there.
maps:
  aws-fsbp: [CloudTrail.5]
  hipaa: ["164.312(b)", "164.308(a)(1)(ii)(D)", "164.308(a)(6)(ii)"]
peers: {prowler: [cloudtrail_cloudwatch_logging_enabled], securityhub: [CloudTrail.5], checkov: [CKV2_AWS_10], config: [cloud-trail-cloud-watch-logs-enabled]}
references: ["https://docs.aws.amazon.com/securityhub/latest/userguide/cloudtrail-controls.html#cloudtrail-5"]
---*/
select arn as resource, cloud_watch_logs_log_group_arn <> '' as passed,
       case when cloud_watch_logs_log_group_arn <> '' then 'delivers to ' || cloud_watch_logs_log_group_arn
            else 'does not deliver to CloudWatch Logs' end as reason
from cloudtrail_trail

/*---
attack: >
  An intruder makes a user with administrator rights at night. The event lies in a file in a bucket, where no alarm looks,
  until somebody reads it after the damage.
console: >
  CloudTrail > Trails, open the trail, CloudWatch Logs, Edit, Enabled, choose a log group and a role.
cli: |
  aws cloudtrail update-trail --name TRAIL --cloud-watch-logs-log-group-arn LOG_GROUP_ARN --cloud-watch-logs-role-arn ROLE_ARN
cloudformation: |
  Type: AWS::CloudTrail::Trail
  Properties:
    CloudWatchLogsLogGroupArn: !GetAtt TrailLogGroup.Arn
    CloudWatchLogsRoleArn: !GetAtt TrailRole.Arn
terraform: |
  resource "aws_cloudtrail" "this" {
    cloud_watch_logs_group_arn = "${aws_cloudwatch_log_group.trail.arn}:*"
    cloud_watch_logs_role_arn  = aws_iam_role.trail.arn
  }
---*/
