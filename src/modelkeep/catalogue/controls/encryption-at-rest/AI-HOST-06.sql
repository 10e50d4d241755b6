/*---
id: AI-HOST-06
title: Disks of hosts that run models are encrypted
severity: medium
subject: ec2_volume
scope: ai
why: >
  Weights, prompts and cached training data stay on the disk. Whoever gets hold of an unencrypted volume or of a snapshot of
  it reads them all.
fix: >
  Turn on encryption by default for EBS in the region; replace the volume by one made from an encrypted copy of its snapshot.
maps:
  gdpr: ["Art.32(1)(a)"]
  hipaa: ["164.312(a)(2)(iv)"]
  aws-fsbp: ["EC2.3"]
  cis-aws-3.0: ["2.2.1"]
  cis-aws-5.0: ["5.1.1"]
  cis-aws-7.0: ["6.1.1"]
  mitre-atlas: [AML.T0035]
profiles: [baseline]
peers: {prowler: [ec2_ebs_volume_encryption], securityhub: [EC2.3], checkov: [CKV_AWS_3], config: [encrypted-volumes]}
references: ["https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html"]
---*/
select arn as resource, encrypted as passed, case when encrypted then 'encrypted' else 'not encrypted' end as reason
from ec2_volume
where len(instance_ids) > 0 or instance_ids is null

/*---
attack: >
  With ec2:CreateSnapshot and ModifySnapshotAttribute an attacker shares a snapshot of the unencrypted disk with an
  account of theirs, and mounts it there: weights, caches and prompts included.
console: >
  EC2 > Account attributes > Data protection and security, EBS encryption, Manage, Enable. For the volume: Create
  snapshot, Copy snapshot with "Encrypt this snapshot", Create volume from it, swap the volumes.
cli: |
  aws ec2 enable-ebs-encryption-by-default --region REGION
  aws ec2 create-snapshot --volume-id OLD_VOLUME
  aws ec2 copy-snapshot --source-region REGION --source-snapshot-id SNAPSHOT --encrypted --kms-key-id KEY
  aws ec2 create-volume --snapshot-id ENCRYPTED_SNAPSHOT --availability-zone ZONE
cloudformation: |
  Type: AWS::EC2::Volume
  Properties:
    Encrypted: true
    KmsKeyId: !GetAtt Key.Arn
terraform: |
  resource "aws_ebs_encryption_by_default" "this" {
    enabled = true
  }

  resource "aws_ebs_volume" "this" {
    encrypted  = true
    kms_key_id = aws_kms_key.this.arn
  }
---*/
