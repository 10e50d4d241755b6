/*---
id: CT-02
title: Trails sign their log files, so that changes to them show
severity: medium
subject: cloudtrail_trail
why: Whoever gets into the log bucket can rewrite or delete the records of what they did; without validation nobody can prove it.
fix: Update the trail with EnableLogFileValidation, and run `aws cloudtrail validate-logs` now and then.
maps:
  gdpr: ["Art.5(1)(f)", "Art.32(1)(b)"]
  hipaa: ["164.312(c)(1)", "164.312(b)"]
  aws-fsbp: [CloudTrail.4]
  cis-aws-3.0: ["3.2"]
  cis-aws-5.0: ["3.2"]
  cis-aws-7.0: ["4.2"]
  iso-42001: [A.6.2.8]
  soc2: ["CC7.2"]
peers: {prowler: [cloudtrail_log_file_validation_enabled], securityhub: [CloudTrail.4], checkov: [CKV_AWS_36], config: [cloud-trail-log-file-validation-enabled]}
references: ["https://docs.aws.amazon.com/securityhub/latest/userguide/cloudtrail-controls.html#cloudtrail-4"]
---*/
select arn as resource, enable_log_file_validation as passed,
       case when enable_log_file_validation then 'log files are signed' else 'log files are not signed' end as reason
from cloudtrail_trail

/*---
attack: >
  An intruder who can write to the log bucket deletes or rewrites the files of that night. Without signed digests nobody
  can prove that anything is missing.
console: >
  CloudTrail > Trails, open the trail, General details, Edit, Log file validation "Enabled".
cli: |
  aws cloudtrail update-trail --name TRAIL --enable-log-file-validation
  aws cloudtrail validate-logs --trail-arn TRAIL_ARN --start-time 2026-01-01T00:00:00Z
cloudformation: |
  Type: AWS::CloudTrail::Trail
  Properties:
    EnableLogFileValidation: true
terraform: |
  resource "aws_cloudtrail" "this" {
    enable_log_file_validation = true
  }
---*/
