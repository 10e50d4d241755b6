/*---
id: IAM-11-TWO
title: Users have one active access key at most
severity: low
subject: iam_user
why: >
  A second key is meant for the day of a change. Left active, it is one more secret to lose, and the older one
  that nobody replaces.
fix: >
  Find out which key is in use (last used), and delete the other.
maps: {gdpr: ["Art.32(1)(b)"], hipaa: ["164.308(a)(5)(ii)(D)"], cis-aws-3.0: ["1.13"], cis-aws-5.0: ["1.12"]}
peers: {prowler: [iam_user_two_active_access_key]}
references:
  - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html
---*/
select u.arn as resource,
       case when count(k.active) = 2 then count(*) filter (where k.active) < 2 end as passed,
       case when count(k.active) < 2 then 'not in the credential report'
            else count(*) filter (where k.active) || ' active access keys' end as reason
from iam_user u left join iam_user_access_key k on k.arn = u.arn
group by u.arn
having count(k.active) < 2 or count(*) filter (where k.active) > 0

/*---
attack: >
  Of two keys one is usually forgotten, in an old script, a notebook or a laptop that was given away. Whoever finds it
  is inside, and nobody misses it when it is used.
console: >
  IAM > Users > the user > Security credentials > Access keys, look at "Last used", then Actions > Deactivate and
  later Delete for the one that is not in use.
cli: |
  aws iam list-access-keys --user-name USER
  aws iam get-access-key-last-used --access-key-id KEY
  aws iam delete-access-key --user-name USER --access-key-id KEY
cloudformation: |
  Type: AWS::IAM::AccessKey
  Properties:
    UserName: !Ref User
    Status: Inactive
terraform: |
  resource "aws_iam_access_key" "second" {
    user   = aws_iam_user.this.name
    status = "Inactive"
  }
---*/
