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
maps: {aws-fsbp: [EC2.3], gdpr: ["Art.32(1)(a)"], hipaa: ["164.312(a)(2)(iv)"], mitre-atlas: [AML.T0035]}
profiles: [baseline]
peers: {prowler: [ec2_ebs_volume_encryption], securityhub: [EC2.3], checkov: [CKV_AWS_3], config: [encrypted-volumes]}
references: ["https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html"]
---*/
select arn as resource, encrypted as passed, case when encrypted then 'encrypted' else 'not encrypted' end as reason
from ec2_volume
where len(instance_ids) > 0 or instance_ids is null
