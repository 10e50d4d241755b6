/*---
id: MAC-01
title: Macie looks for personal and secret data in buckets
severity: medium
subject: scope_region
complete: [macie_session]
why: >
  Training sets and prompt logs collect names, card numbers and keys that nobody meant to keep. A model can repeat what it was
  trained on.
fix: Enable Macie in every region with buckets, and turn on automated sensitive data discovery.
maps:
  gdpr: [Art.25, "Art.32(1)(d)"]
  hipaa: ["164.308(a)(1)(ii)(A)"]
  aws-fsbp: [Macie.1, Macie.2]
  cis-aws-3.0: ["2.1.3"]
  cis-aws-5.0: ["2.1.3"]
  cis-aws-7.0: ["3.1.3"]
  nist-ai-rmf: ["MEASURE 2.10"]
  iso-42001: [A.4.3]
  soc2: ["C1.1"]
  owasp-llm: [LLM02]
peers: {prowler: [macie_is_enabled, macie_automated_sensitive_data_discovery_enabled], securityhub: [Macie.1, Macie.2]}
references: ["https://docs.aws.amazon.com/macie/latest/user/discovery-asdd.html"]
notes: Every scanned region that offers Macie counts.
---*/
select r.arn as resource,
       case when s.arn is null then false when s.status <> 'ENABLED' then false
            else s.status = 'ENABLED' and d.status = 'ENABLED' end as passed,
       case when s.arn is null then 'Macie is not enabled'
            when s.status <> 'ENABLED' then 'Macie is ' || lower(s.status)
            when d.status <> 'ENABLED' then 'automated discovery is ' || lower(d.status)
            when d.status = 'ENABLED' then 'Macie and automated discovery are enabled'
            else 'automated discovery was not read' end as reason,
       [s.arn] as uses
from scope_region r
left join macie_session s on s.account = r.account and s.region = r.region
left join macie_session_automated_discovery d on d.arn = s.arn
where is_offered('macie2:GetMacieSession', r.account, r.region)

/*---
attack: >
  A customer table with card numbers lies forgotten beside the training data. Whoever reads the bucket, or asks the model
  that was trained on it cleverly enough, gets them.
console: >
  Amazon Macie > Get started, Enable Macie. Then Settings > Automated sensitive data discovery, Enable.
cli: |
  aws macie2 enable-macie --status ENABLED --region REGION
  aws macie2 update-automated-discovery-configuration --status ENABLED --region REGION
cloudformation: |
  # Automated discovery has no property here: turn it on with the CLI afterwards.
  Type: AWS::Macie::Session
  Properties:
    Status: ENABLED
terraform: |
  # Automated discovery has no resource in the AWS provider: turn it on with the CLI afterwards.
  resource "aws_macie2_account" "this" {
    status = "ENABLED"
  }
---*/
