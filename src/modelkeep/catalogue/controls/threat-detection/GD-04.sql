/*---
id: GD-04
title: GuardDuty watches functions and scans disks for malware
severity: high
subject: guardduty_detector
why: >
  A model file or package can carry malware, and an agent's function can be made to call home. Neither shows in API logs.
fix: Enable Lambda Protection and Malware Protection for EC2 on the detector.
maps:
  gdpr: [Art.33]
  hipaa: ["164.308(a)(1)(ii)(D)", "164.308(a)(6)(ii)"]
  aws-fsbp: [GuardDuty.6, GuardDuty.8]
  soc2: ["CC6.8"]
peers: {prowler: [guardduty_lambda_protection_enabled, guardduty_ec2_malware_protection_enabled], securityhub: [GuardDuty.6, GuardDuty.8]}
references: ["https://docs.aws.amazon.com/guardduty/latest/ug/malware-protection.html"]
---*/
with wanted(feature, label) as (values ('LAMBDA_NETWORK_LOGS', 'Lambda Protection'), ('EBS_MALWARE_PROTECTION', 'Malware Protection for EC2'))
select d.arn as resource,
       case when f.arn is not null then f.status = 'ENABLED'
            when exists (select 1 from guardduty_detector_feature o where o.arn = d.arn) then false end as passed,
       w.label || case when f.arn is null then ' is not listed for the detector' else ' is ' || lower(f.status) end as reason
from guardduty_detector d cross join wanted w
left join guardduty_detector_feature f on f.arn = d.arn and f.feature = w.feature
where d.status is distinct from 'DISABLED'

/*---
attack: >
  A downloaded model file installs malware on the host's disk, or a prompt makes the agent's function send data to a server
  of the attacker. Neither makes a call to AWS, so no API log shows it.
console: >
  GuardDuty > Protection plans > Lambda Protection, Enable; then Malware Protection for EC2, GuardDuty-initiated malware
  scan, Enable.
cli: |
  aws guardduty update-detector --detector-id DETECTOR --features \
    Name=LAMBDA_NETWORK_LOGS,Status=ENABLED Name=EBS_MALWARE_PROTECTION,Status=ENABLED
cloudformation: |
  Type: AWS::GuardDuty::Detector
  Properties:
    Enable: true
    Features:
      - Name: LAMBDA_NETWORK_LOGS
        Status: ENABLED
      - Name: EBS_MALWARE_PROTECTION
        Status: ENABLED
terraform: |
  resource "aws_guardduty_detector_feature" "this" {
    for_each = toset(["LAMBDA_NETWORK_LOGS", "EBS_MALWARE_PROTECTION"])

    detector_id = aws_guardduty_detector.this.id
    name        = each.key
    status      = "ENABLED"
  }
---*/
