/*---
id: GD-01
title: GuardDuty is on in every region
severity: high
subject: scope_region
complete: [guardduty_detector]
why: >
  GuardDuty notices stolen credentials, unusual downloads and calls from known bad addresses. Attackers use models in regions that
  you do not, because nobody watches there.
fix: Enable GuardDuty in every region, best through a delegated administrator that enables all accounts of the organisation.
maps: {gdpr: [Art.33], hipaa: ["164.308(a)(1)(ii)(D)", "164.308(a)(6)(ii)"], aws-fsbp: [GuardDuty.1], soc2: ["CC7.2"]}
profiles: [baseline]
peers: {prowler: [guardduty_is_enabled], securityhub: [GuardDuty.1], config: [guardduty-enabled-centralized]}
references: ["https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_regions.html"]
notes: Every scanned region counts, used or not, as Security Hub's control has it.
---*/
select r.arn as resource,
       case when d.arn is null then false else d.status = 'ENABLED' end as passed,
       case when d.arn is null then 'no detector' else 'the detector is ' || d.status end as reason,
       [d.arn] as uses
from scope_region r left join guardduty_detector d on d.account = r.account and d.region = r.region
where is_offered('guardduty:ListDetectors', r.account, r.region)

/*---
attack: >
  With a key from a public repository an attacker runs models in a region that you never use, from an address that is known
  for it. GuardDuty knows the address, and is not on there.
console: >
  GuardDuty > Get started, Enable GuardDuty, in every region; for an organization, Settings > Accounts > Auto-enable from the
  delegated administrator.
cli: |
  aws guardduty create-detector --enable --region REGION
  # where a detector is there and suspended
  aws guardduty update-detector --detector-id DETECTOR --enable --region REGION
cloudformation: |
  Type: AWS::GuardDuty::Detector
  Properties:
    Enable: true
terraform: |
  resource "aws_guardduty_detector" "this" {
    enable = true
  }
---*/
