/*---
id: CT-03
title: Trails encrypt their log files with a KMS key
severity: medium
subject: cloudtrail_trail
why: >
  The logs name every model, role and address of the account. With a key of your own, reading them needs a second permission, and
  each reading is recorded.
fix: Update the trail with KmsKeyId, and let cloudtrail.amazonaws.com use the key in its key policy.
maps:
  gdpr: ["Art.32(1)(a)"]
  hipaa: ["164.312(a)(2)(iv)"]
  aws-fsbp: [CloudTrail.2]
  cis-aws-3.0: ["3.5"]
  cis-aws-5.0: ["3.5"]
  cis-aws-7.0: ["4.5"]
peers: {prowler: [cloudtrail_kms_encryption_enabled], securityhub: [CloudTrail.2], checkov: [CKV_AWS_35], config: [cloud-trail-encryption-enabled]}
references: ["https://docs.aws.amazon.com/securityhub/latest/userguide/cloudtrail-controls.html#cloudtrail-2"]
---*/
select arn as resource, kms_key_id <> '' as passed,
       case when kms_key_id <> '' then 'encrypted with ' || kms_key_id else 'no KMS key' end as reason
from cloudtrail_trail

/*---
attack: >
  Whoever may read the log bucket learns the names of all models and roles, who uses them from where, and which calls are
  refused: a map for the next step.
console: >
  CloudTrail > Trails, open the trail, General details, Edit, Log file SSE-KMS encryption "Enabled", choose a customer
  managed key whose policy lets CloudTrail use it.
cli: |
  aws cloudtrail update-trail --name TRAIL --kms-key-id KEY_ARN
cloudformation: |
  Type: AWS::CloudTrail::Trail
  Properties:
    KMSKeyId: !GetAtt Key.Arn
terraform: |
  resource "aws_cloudtrail" "this" {
    kms_key_id = aws_kms_key.this.arn
  }
---*/
