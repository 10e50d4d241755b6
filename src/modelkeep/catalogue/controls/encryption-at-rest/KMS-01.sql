/*---
id: KMS-01
title: Keys that protect models and data rotate every year or sooner
severity: medium
subject: kms_key
scope: ai
why: >
  Key material that never changes protects everything ever encrypted with it: one leak opens years of models and data.
fix: Turn on automatic rotation of the key (aws kms enable-key-rotation); nothing has to be encrypted anew.
maps:
  gdpr: ["Art.32(1)(a)"]
  hipaa: ["164.312(a)(2)(iv)"]
  cis-aws-3.0: ["3.6"]
  cis-aws-5.0: ["3.6"]
  cis-aws-7.0: ["4.6"]
  soc2: ["CC6.1"]
peers: {prowler: [kms_cmk_rotation_enabled], securityhub: [KMS.4], checkov: [CKV_AWS_7], config: [cmk-backing-key-rotation-enabled]}
references: ["https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html"]
notes: Applies to customer managed keys that KMS can rotate by itself, while they are not about to be deleted.
---*/
select k.arn as resource,
       r.enabled and r.period_days <= 366 as passed,
       case when r.enabled then 'rotates every ' || r.period_days || ' days' else 'does not rotate' end as reason
from kms_key k
left join kms_key_rotation r on r.arn = k.arn
where coalesce(k.key_manager <> 'AWS' and k.key_spec = 'SYMMETRIC_DEFAULT' and k.origin = 'AWS_KMS'
               and k.key_state not in ('PendingDeletion', 'PendingReplicaDeletion'), true)

/*---
attack: >
  If the key's material ever becomes known, all that was encrypted with it since the first day opens. With a new material
  every year only that year's models and data do.
console: >
  KMS > Customer managed keys, open the key, Key rotation, Edit, enable automatic key rotation with a period of 365 days.
cli: |
  aws kms enable-key-rotation --key-id KEY --rotation-period-in-days 365
cloudformation: |
  Type: AWS::KMS::Key
  Properties:
    EnableKeyRotation: true
    RotationPeriodInDays: 365
terraform: |
  resource "aws_kms_key" "this" {
    enable_key_rotation     = true
    rotation_period_in_days = 365
  }
---*/
