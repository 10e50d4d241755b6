/*---
id: GD-03
title: GuardDuty watches containers and hosts while they run
severity: high
subject: guardduty_detector
why: >
  Models that you host yourself run beside code from elsewhere. Mining, back doors and stolen instance roles show in the running processes and in the cluster's audit log.
fix: Enable EKS Protection and Runtime Monitoring with automatic agents on the detector.
maps:
  gdpr: [Art.33]
  hipaa: ["164.308(a)(1)(ii)(D)", "164.308(a)(6)(ii)"]
  aws-fsbp: [GuardDuty.5, GuardDuty.11]
  soc2: ["CC7.2"]
peers: {prowler: [guardduty_eks_audit_log_enabled, guardduty_runtime_monitoring_enabled, guardduty_eks_runtime_monitoring_enabled], securityhub: [GuardDuty.5, GuardDuty.11]}
references: ["https://docs.aws.amazon.com/guardduty/latest/ug/runtime-monitoring.html"]
---*/
with wanted(feature, label) as (values ('EKS_AUDIT_LOGS', 'EKS Protection'), ('RUNTIME_MONITORING', 'Runtime Monitoring'))
select d.arn as resource,
       case when f.arn is not null then f.status = 'ENABLED'
            when exists (select 1 from guardduty_detector_feature o where o.arn = d.arn) then false end as passed,
       w.label || case when f.arn is null then ' is not listed for the detector' else ' is ' || lower(f.status) end as reason
from guardduty_detector d cross join wanted w
left join guardduty_detector_feature f on f.arn = d.arn and f.feature = w.feature
where d.status is distinct from 'DISABLED'

/*---
attack: >
  A package in the image brings a miner or a back door along. It shows in the processes of the container and in the cluster's
  audit log only, where nobody looks, while GPUs and credentials are used.
console: >
  GuardDuty > Protection plans > EKS Protection, Enable; then Runtime Monitoring, Enable, and automated agent configuration
  for EKS, ECS on Fargate and EC2.
cli: |
  aws guardduty update-detector --detector-id DETECTOR --features '[
    {"Name": "EKS_AUDIT_LOGS", "Status": "ENABLED"},
    {"Name": "RUNTIME_MONITORING", "Status": "ENABLED", "AdditionalConfiguration": [
      {"Name": "EKS_ADDON_MANAGEMENT", "Status": "ENABLED"},
      {"Name": "ECS_FARGATE_AGENT_MANAGEMENT", "Status": "ENABLED"},
      {"Name": "EC2_AGENT_MANAGEMENT", "Status": "ENABLED"}]}]'
cloudformation: |
  Type: AWS::GuardDuty::Detector
  Properties:
    Enable: true
    Features:
      - Name: EKS_AUDIT_LOGS
        Status: ENABLED
      - Name: RUNTIME_MONITORING
        Status: ENABLED
        AdditionalConfiguration:
          - Name: EKS_ADDON_MANAGEMENT
            Status: ENABLED
          - Name: ECS_FARGATE_AGENT_MANAGEMENT
            Status: ENABLED
          - Name: EC2_AGENT_MANAGEMENT
            Status: ENABLED
terraform: |
  resource "aws_guardduty_detector_feature" "eks" {
    detector_id = aws_guardduty_detector.this.id
    name        = "EKS_AUDIT_LOGS"
    status      = "ENABLED"
  }

  resource "aws_guardduty_detector_feature" "runtime" {
    detector_id = aws_guardduty_detector.this.id
    name        = "RUNTIME_MONITORING"
    status      = "ENABLED"

    additional_configuration {
      name   = "EKS_ADDON_MANAGEMENT"
      status = "ENABLED"
    }
    additional_configuration {
      name   = "ECS_FARGATE_AGENT_MANAGEMENT"
      status = "ENABLED"
    }
    additional_configuration {
      name   = "EC2_AGENT_MANAGEMENT"
      status = "ENABLED"
    }
  }
---*/
