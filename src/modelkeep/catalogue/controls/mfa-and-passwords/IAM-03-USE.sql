/*---
id: IAM-03-USE
title: The root user is not used
severity: medium
subject: scope_account
why: >
  Daily work as the root user exposes the one password that unlocks everything, and its actions tell nobody's
  name.
fix: >
  Find out who signed in as the root user, give that person a role for the task, and keep the root user's
  device locked away.
maps: {gdpr: ["Art.32(1)(b)"], hipaa: ["164.312(d)"], cis-aws-3.0: ["1.7"], cis-aws-5.0: ["1.6"], cis-aws-7.0: ["2.7"]}
peers: {prowler: [iam_avoid_root_usage]}
references:
  - https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html
---*/
with used as (
    select arn, reported_at,
           case when password_used then password_last_used_at > reported_at - interval 30 day else password_used end as by_password,
           case when access_key_1_last_used_at > reported_at - interval 30 day then true
                when access_key_1_active is not null then false end
           or case when access_key_2_last_used_at > reported_at - interval 30 day then true
                   when access_key_2_active is not null then false end as by_key
    from scope_account_root_credential
)
select a.arn as resource,
       not (u.by_password or u.by_key) as passed,
       case when u.by_password then 'somebody signed in as the root user in the last 30 days'
            when u.by_key then 'an access key of the root user was used in the last 30 days'
            when not (u.by_password or u.by_key) then 'the root user was not used in the last 30 days'
            else 'the credential report does not tell of the root user' end as reason
from scope_account a left join used u on u.arn = a.arn
