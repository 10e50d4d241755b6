/*---
id: GD-06
title: GuardDuty watches the use of AI models
severity: high
subject: guardduty_detector
why: >
  Attackers with stolen keys run up model bills, switch guardrails off and pull documents out through knowledge bases. AI Protection
  knows these patterns; the other protections do not.
fix: Enable AI Protection on the detector.
maps:
  gdpr: [Art.33]
  hipaa: ["164.308(a)(1)(ii)(D)", "164.308(a)(6)(ii)"]
  nist-ai-rmf: ["MEASURE 3.1"]
  iso-42001: [A.6.2.6]
  soc2: ["CC7.2"]
peers: {prowler: [guardduty_ai_protection_enabled]}
references: ["https://docs.aws.amazon.com/guardduty/latest/APIReference/API_DetectorFeatureConfigurationResult.html"]
notes: GuardDuty lists a feature only where the region offers it; detectors that do not list AI_PROTECTION are left out.
---*/
select d.arn as resource, f.status = 'ENABLED' as passed, 'AI Protection is ' || lower(f.status) as reason
from guardduty_detector d join guardduty_detector_feature f on f.arn = d.arn and f.feature = 'AI_PROTECTION'
where d.status is distinct from 'DISABLED'

/*---
attack: >
  A stolen key calls models that you never used, switches a guardrail off, and pulls documents out of a knowledge base.
  AI Protection knows these patterns; the other protections see ordinary calls.
console: >
  GuardDuty > Protection plans > AI Protection, Enable, confirm.
cli: |
  aws guardduty update-detector --detector-id DETECTOR --features Name=AI_PROTECTION,Status=ENABLED
cloudformation: |
  Type: AWS::GuardDuty::Detector
  Properties:
    Enable: true
    Features:
      - Name: AI_PROTECTION
        Status: ENABLED
terraform: |
  resource "awscc_guardduty_detector" "this" {
    enable = true
    features = [{
      name   = "AI_PROTECTION"
      status = "ENABLED"
    }]
  }
---*/
