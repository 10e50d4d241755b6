/*---
id: IAM-11-UNUSED
title: Access keys that nobody uses are gone
severity: medium
subject: iam_user
why: >
  Nobody notices when an unused key is stolen and used, for nothing else stops working.
fix: >
  Deactivate the key, wait a week for complaints, then delete it.
maps:
  gdpr: ["Art.32(1)(b)"]
  hipaa: ["164.308(a)(5)(ii)(D)", "164.308(a)(3)(ii)(C)"]
  cis-aws-3.0: ["1.12"]
  cis-aws-5.0: ["1.11"]
  cis-aws-7.0: ["2.11"]
  soc2: ["CC6.2"]
peers: {prowler: [iam_user_accesskey_unused], securityhub: [IAM.8, IAM.22], config: [iam-user-unused-credentials-check]}
references:
  - https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-22
---*/
select u.arn as resource,
       case when not k.active then null
            when k.used then k.last_used_at >= k.reported_at - interval 45 day
            when not k.used then k.last_rotated_at >= k.reported_at - interval 45 day end as passed,
       case when k.arn is null then 'not in the credential report'
            when k.used then 'access key ' || k.slot || ' was last used ' || date_diff('day', k.last_used_at, k.reported_at) || ' days ago'
            else 'access key ' || k.slot || ' was never used' end as reason
from iam_user u left join iam_user_access_key k on k.arn = u.arn
where k.active is distinct from false

/*---
attack: >
  A key that nobody uses lies in some repository or backup. When an attacker finds and uses it, nothing breaks and
  nobody looks.
console: >
  IAM > Users > the user > Security credentials > Access keys > Actions > Deactivate; delete it a week later.
cli: |
  aws iam update-access-key --user-name USER --access-key-id KEY --status Inactive
  aws iam delete-access-key --user-name USER --access-key-id KEY
cloudformation: |
  Type: AWS::IAM::AccessKey
  Properties:
    UserName: !Ref User
    Status: Inactive
terraform: |
  resource "aws_iam_access_key" "this" {
    user   = aws_iam_user.this.name
    status = "Inactive"
  }
---*/
