/*---
id: SM-EP-06
title: Nobody from outside can invoke an endpoint
severity: critical
subject: sagemaker_endpoint
asks:
  sagemaker:InvokeEndpoint: select arn from sagemaker_endpoint
  sts:AssumeRole: select arn from iam_role
why: >
  Whoever can invoke an endpoint can copy the model by asking it, probe it for the data it learned from, and let you pay for that.
  Guests of an identity pool and strangers' accounts are not the callers that it was built for.
fix: >
  Take sagemaker:InvokeEndpoint away from roles that everybody, or a guest of a Cognito identity pool, can assume. Put an API with an
  authorizer in front of the model instead.
maps:
  gdpr: [Art.25, "Art.32(1)(b)"]
  hipaa: ["164.308(a)(4)", "164.312(a)(1)"]
  soc2: ["CC6.1"]
  mitre-atlas: [AML.T0040, AML.M0019]
  owasp-llm: [LLM10]
references: ["https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html"]
notes: >
  Endpoints have no policy of their own: the way in is a role. A role that everybody or a guest can assume, with a policy that allows the
  call without condition, Deny or boundary, is a FAIL whatever else is known. All else needs the analysis of access: who invokes directly, and
  who from outside can assume a role that does. Accounts that belong to the scan are not outside.
---*/
with open_role as (
    select arn from iam_role_trust_statement
    group by arn
    having any_true(when_allowed(effect,
        (is_everybody(principals, not_principals) and not restricts_to_account(conditions) and not restricts_to_network(conditions))
        or (list_contains(principals, 'Federated:cognito-identity.amazonaws.com')
            and not requires_value(conditions, 'cognito-identity.amazonaws.com:amr', 'authenticated'))))
       and not any_true(when_denied(effect, true))
),
refused as (
    select distinct arn from iam_role_policy_statement
    where effect <> 'Allow' and (effect = 'Unparsed' or covers_action(actions, not_actions, 'sagemaker:InvokeEndpoint'))
),
granted as (
    select distinct s.arn as role, unnest(s.resources) as pattern
    from iam_role_policy_statement s
    join open_role o on o.arn = s.arn
    join iam_role r on r.arn = s.arn and r.permissions_boundary_arn = ''
    where s.effect = 'Allow' and covers_action(s.actions, s.not_actions, 'sagemaker:InvokeEndpoint') and len(s.conditions) = 0
      and s.arn not in (select arn from refused)
),
by_policy as (
    select e.arn, string_agg(distinct g.role, ', ' order by g.role) as roles
    from sagemaker_endpoint e join granted g on account_of(g.role) = e.account and any_pattern_matches([g.pattern], e.arn)
    group by e.arn
),
answer as (
    select *, principal = '*' or account_of(principal) not in (select account from scope_account) as outside from access
),
-- Directly, or by way of a role: nobody sees from here what further roles a role can assume.
way as (
    select arn, principal, decision from answer where lower(action) = 'sagemaker:invokeendpoint' and outside
    union all
    select i.arn, a.principal || ' as ' || i.principal, case when a.decision = 'allowed' then i.decision
               when i.decision = 'unknown' then i.decision else a.decision end
    from answer i join answer a on a.arn = i.principal and lower(a.action) = 'sts:assumerole' and a.outside
    where lower(i.action) = 'sagemaker:invokeendpoint' and not i.outside
),
by_analysis as (
    select arn, any_true(is_allowed(decision)) as invokes,
           told_names(list(principal) filter (where decision = 'allowed')) as sure,
           told_names(list(principal)) as principals,
           rests_on(list(decision)) as rests
    from way
    group by arn
)
select e.arn as resource,
       case when p.arn is not null then false when w.arn is null then true else not w.invokes end as passed,
       case when p.arn is not null then 'anybody can assume a role that invokes it: ' || p.roles
            when w.invokes then 'can be invoked from outside by ' || w.sure
            when w.arn is not null then 'whether it can be invoked from outside ' || w.rests || ': ' || w.principals
            else 'nobody from outside can invoke it' end as reason,
       [e.arn] as uses
from sagemaker_endpoint e
left join by_policy p on p.arn = e.arn
left join by_analysis w on w.arn = e.arn

/*---
attack: >
  The demo page hands every visitor the credentials of the identity pool's guest role. With them the attacker sends the endpoint a million
  chosen inputs and trains a copy on the answers.
console: >
  IAM > Roles > the guest role of the identity pool > Permissions, remove sagemaker:InvokeEndpoint; Cognito > Identity pools > the pool >
  User access, deactivate Guest access.
cli: |
  aws cognito-identity update-identity-pool --identity-pool-id POOL --identity-pool-name NAME --no-allow-unauthenticated-identities
  aws iam delete-role-policy --role-name GUEST-ROLE --policy-name POLICY
cloudformation: |
  Type: AWS::Cognito::IdentityPool
  Properties:
    AllowUnauthenticatedIdentities: false
terraform: |
  resource "aws_cognito_identity_pool" "this" {
    identity_pool_name               = "models"
    allow_unauthenticated_identities = false
  }
---*/
