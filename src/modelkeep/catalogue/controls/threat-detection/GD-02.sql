/*---
id: GD-02
title: GuardDuty watches what happens in S3
severity: high
subject: guardduty_detector
why: >
  Training data and model files are stolen object by object. GuardDuty sees unusual reads and deletions only with S3 Protection.
fix: Enable S3 Protection on the detector.
maps:
  gdpr: [Art.33]
  hipaa: ["164.308(a)(1)(ii)(D)", "164.308(a)(6)(ii)"]
  aws-fsbp: [GuardDuty.10]
  soc2: ["CC7.2"]
  mitre-atlas: [AML.T0035]
peers: {prowler: [guardduty_s3_protection_enabled], securityhub: [GuardDuty.10]}
references: ["https://docs.aws.amazon.com/guardduty/latest/ug/s3-protection.html"]
---*/
with wanted(feature, label) as (values ('S3_DATA_EVENTS', 'S3 Protection'))
select d.arn as resource,
       case when f.arn is not null then f.status = 'ENABLED'
            when exists (select 1 from guardduty_detector_feature o where o.arn = d.arn) then false end as passed,
       w.label || case when f.arn is null then ' is not listed for the detector' else ' is ' || lower(f.status) end as reason
from guardduty_detector d cross join wanted w
left join guardduty_detector_feature f on f.arn = d.arn and f.feature = w.feature
where d.status is distinct from 'DISABLED'

/*---
attack: >
  A stolen role downloads the training bucket object by object in one night. S3 Protection would have called that unusual;
  without it nobody looks at reads of objects.
console: >
  GuardDuty > Protection plans > S3 Protection, Enable, confirm.
cli: |
  aws guardduty update-detector --detector-id DETECTOR --features Name=S3_DATA_EVENTS,Status=ENABLED
cloudformation: |
  Type: AWS::GuardDuty::Detector
  Properties:
    Enable: true
    Features:
      - Name: S3_DATA_EVENTS
        Status: ENABLED
terraform: |
  resource "aws_guardduty_detector_feature" "s3" {
    detector_id = aws_guardduty_detector.this.id
    name        = "S3_DATA_EVENTS"
    status      = "ENABLED"
  }
---*/
