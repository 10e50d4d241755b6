/*---
id: SM-IAM-07
title: Whoever may use SageMaker or Bedrock has done so within 90 days
severity: low
subject: iam_role
also: [iam_user]
asks:
  sagemaker:InvokeEndpoint: select arn from sagemaker_endpoint
  sagemaker:CreateTrainingJob: select 'arn:' || split_part(arn, ':', 2) || ':sagemaker:*:' || account || ':training-job/*' as arn from scope_account
  sagemaker:CreateModel: select 'arn:' || split_part(arn, ':', 2) || ':sagemaker:*:' || account || ':model/*' as arn from scope_account
  bedrock:InvokeModel: select distinct 'arn:' || split_part(arn, ':', 2) || ':bedrock:*::foundation-model/*' as arn from scope_account
  bedrock:InvokeAgent: select 'arn:' || split_part(arn, ':', 2) || ':bedrock:*:' || account || ':agent-alias/*' as arn from scope_account
  bedrock-agentcore:InvokeAgentRuntime: select arn from bedrockagentcore_runtime
why: >
  Access that nobody uses is not missed when it is stolen. Every role that could call a model and never does is one more
  door to watch.
fix: >
  Look at Last Accessed of the role or user, and take the statements on SageMaker and Bedrock away, or the whole role.
maps:
  gdpr: [Art.25, "Art.32(1)(b)"]
  hipaa: ["164.308(a)(4)", "164.312(a)(1)", "164.308(a)(4)(ii)(C)"]
  soc2: ["CC6.3"]
  mitre-atlas: [AML.T0012]
peers: {prowler: [iam_user_access_not_stale_to_sagemaker, iam_role_access_not_stale_to_bedrock, iam_user_access_not_stale_to_bedrock]}
references:
  - https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html
notes: >
  Judged are identities that, by all policies taken together, may invoke a model, an endpoint or an agent, train or make a model, under
  whatever condition; and those with a statement that names one of the services, as it can be taken away. Administrators are left to the
  controls on them. Identities younger than 90 days may not have come to it yet. IAM looks back over up to 400 days.
---*/
with identity as (
    select arn, created_at, collected_at from iam_role where not is_service_linked
    union all
    select arn, created_at, collected_at from iam_user
),
statement as (
    select arn, effect, actions from iam_role_policy_statement
    union all
    select arn, effect, actions from iam_user_policy_statement
),
may as (
    select principal as arn, split_part(action, ':', 1) as service,
           any_true(case when decision <> 'unknown' then true end) as may
    from access
    where action in ('sagemaker:InvokeEndpoint', 'sagemaker:CreateTrainingJob', 'sagemaker:CreateModel', 'bedrock:InvokeModel',
                     'bedrock:InvokeAgent', 'bedrock-agentcore:InvokeAgentRuntime')
          and administers is distinct from true
    group by all
    union all
    select s.arn, service, any_true(when_allowed(s.effect, names_service(s.actions, service)))
    from statement s cross join (select unnest(['sagemaker', 'bedrock', 'bedrock-agentcore']) as service)
    group by all
),
allowed as (
    select i.arn, i.created_at, i.collected_at, m.service, any_true(m.may) as may
    from identity i join may m on m.arn = i.arn
    group by all
),
last as (
    select arn, service, used, last_used_at from iam_role_service_access
    union all
    select arn, service, used, last_used_at from iam_user_service_access
)
select w.arn as resource,
       case when w.may is null then null
            when a.used then a.last_used_at >= w.collected_at - interval 90 day
            when not a.used then w.created_at >= w.collected_at - interval 90 day end as passed,
       case when w.may is null then 'whether it may use ' || w.service || ' rests on what was not read'
            when a.used then w.service || ' was last used ' || date_diff('day', a.last_used_at, w.collected_at) || ' days ago'
            when not a.used then w.service || ' was not used for as long as IAM remembers'
                || case when w.created_at >= w.collected_at - interval 90 day then ', and the identity is younger than 90 days' else '' end
            else 'when ' || w.service || ' was last used was not read' end as reason
from allowed w left join last a on a.arn = w.arn and a.service = w.service
where w.may is distinct from false

/*---
attack: >
  The attacker finds the key of a project that ended. Its role still may invoke every model, and as nobody works with it
  any more, nobody notices that it is in use again.
console: >
  IAM > Roles (or Users) > the identity > Last Accessed shows each service; remove what is not used under Permissions.
cli: |
  aws iam generate-service-last-accessed-details --arn ARN
  aws iam get-service-last-accessed-details --job-id JOB
  aws iam delete-role-policy --role-name ROLE --policy-name POLICY
cloudformation: Remove the statements on SageMaker and Bedrock from the identity's policies, or the AWS::IAM::Role itself.
terraform: Remove the statements on SageMaker and Bedrock from the identity's policies, or the aws_iam_role itself.
---*/
