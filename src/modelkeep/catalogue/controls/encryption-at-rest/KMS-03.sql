/*---
id: KMS-03
title: Keys that models and data depend on are in working order
severity: critical
subject: kms_key
scope: ai
why: >
  What was encrypted with a key is gone with the key: when it is deleted, models, training data and prompts
  can never be read again. Disabled, they cannot be read now.
fix: >
  Cancel the deletion (aws kms cancel-key-deletion) or enable the key; retire a key only when nothing is encrypted with it.
maps: {gdpr: ["Art.32(1)(b)"], hipaa: ["164.308(a)(7)"], aws-fsbp: [KMS.3], soc2: ["A1.2"], mitre-atlas: [AML.T0029]}
profiles: [baseline]
peers: {prowler: [kms_cmk_not_deleted_unintentionally], securityhub: [KMS.3], config: [kms-cmk-not-scheduled-for-deletion]}
references: ["https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html"]
---*/
select arn as resource,
       key_state in ('Enabled', 'Creating', 'Updating') as passed,
       'the key''s state is ' || key_state as reason
from kms_key
where coalesce(key_manager <> 'AWS', true)

/*---
attack: >
  With kms:ScheduleKeyDeletion alone an attacker destroys models, training data and prompts together: nothing that was
  encrypted with the key can be read after the waiting period. It is the cheapest ransom note there is.
console: >
  KMS > Customer managed keys, select the key, Key actions > Cancel key deletion, then Key actions > Enable.
cli: |
  aws kms cancel-key-deletion --key-id KEY
  aws kms enable-key --key-id KEY
cloudformation: |
  # A deletion that is under way is cancelled with the CLI.
  Type: AWS::KMS::Key
  DeletionPolicy: Retain
  UpdateReplacePolicy: Retain
  Properties:
    Enabled: true
terraform: |
  # A deletion that is under way is cancelled with the CLI.
  resource "aws_kms_key" "this" {
    is_enabled = true

    lifecycle {
      prevent_destroy = true
    }
  }
---*/
