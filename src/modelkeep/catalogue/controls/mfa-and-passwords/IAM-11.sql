/*---
id: IAM-11
title: Access keys are younger than 90 days
severity: medium
subject: iam_user
why: >
  Access keys end up in notebooks, images and repositories; an old one has had time to be found and still
  works.
fix: >
  Replace the key by a role; where that is impossible, make a new key, move what uses the old one, and delete
  the old one.
maps:
  gdpr: ["Art.32(1)(b)"]
  hipaa: ["164.308(a)(5)(ii)(D)"]
  aws-fsbp: [IAM.3]
  cis-aws-3.0: ["1.14"]
  cis-aws-5.0: ["1.13"]
  cis-aws-7.0: ["2.12"]
  soc2: ["CC6.2"]
  mitre-atlas: [AML.T0012]
peers: {prowler: [iam_rotate_access_key_90_days], securityhub: [IAM.3], config: [access-keys-rotated]}
references:
  - https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-3
---*/
select u.arn as resource,
       case when k.active then k.last_rotated_at >= k.reported_at - interval 90 day end as passed,
       case when k.arn is null then 'not in the credential report'
            else 'access key ' || k.slot || ' is ' || date_diff('day', k.last_rotated_at, k.reported_at) || ' days old' end as reason
from iam_user u left join iam_user_access_key k on k.arn = u.arn
where k.active is distinct from false

/*---
attack: >
  Keys are copied into notebooks, laptops and repositories over the years. An attacker who finds an old copy can still
  use it as long as the key is not replaced.
console: >
  IAM > Users > the user > Security credentials > Access keys > Create access key, move what uses the old one, then
  deactivate and delete the old key.
cli: |
  aws iam create-access-key --user-name USER
  aws iam update-access-key --user-name USER --access-key-id OLD_KEY --status Inactive
  aws iam delete-access-key --user-name USER --access-key-id OLD_KEY
cloudformation: |
  Type: AWS::IAM::AccessKey
  Properties:
    UserName: !Ref User
    Serial: 2  # one higher than before makes a new key
terraform: |
  resource "aws_iam_access_key" "this" {
    user = aws_iam_user.this.name
  }
  # terraform apply -replace=aws_iam_access_key.this makes a new key
---*/
