/*---
id: BR-MD-07
title: Policies name the models that they let be invoked
severity: medium
subject: iam_role
also: [iam_user]
complete: [organizations_policy, organizations_policy_statement, organizations_policy_target]
why: >
  A policy for all foundation models lets its holder feed your data to any model in the catalogue, today's and tomorrow's, whatever its maker,
  licence or price.
fix: >
  Name the approved models in the Resource of statements that allow bedrock:InvokeModel and InvokeModelWithResponseStream, or attach a
  service control policy that denies both on all but the approved models (NotResource).
maps:
  gdpr: [Art.25]
  hipaa: ["164.308(a)(4)"]
  nist-ai-rmf: ["GOVERN 6.1"]
  iso-42001: [A.10.3]
  mitre-atlas: [AML.T0010]
  owasp-llm: [LLM03]
references:
  - https://docs.aws.amazon.com/bedrock/latest/userguide/security_iam_id-based-policy-examples.html
  - https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html
notes: >
  Applies to roles and users whose policies name actions of Bedrock; administrators of everything have controls of their own. A name with a
  wildcard counts, such as all models of one maker; so do a condition on a named inference profile, a Deny or a permissions boundary that
  leaves just named models, and a service control policy that does, where the management account is scanned; without, it is unknown what
  binds the other accounts. ORG-02 asks that of the accounts.
---*/
-- The research asked for an allow-list by service control policy or by identity policies. ORG-02 holds the accounts to the first; here each
-- principal is held to the second, and the first counts for it. BR-IAM-01 is about bedrock:*, whatever the models.
with holder as (
    select arn, account, permissions_boundary_arn from iam_role where is_service_linked is distinct from true
    union all
    select arn, account, permissions_boundary_arn from iam_user
),
statement as (
    select arn, false as is_boundary, policy, effect, actions, not_actions, resources, not_resources, conditions from iam_role_policy_statement
    union all
    select arn, false, policy, effect, actions, not_actions, resources, not_resources, conditions from iam_user_policy_statement
    union all
    select h.arn, true, s.policy, s.effect, s.actions, s.not_actions, s.resources, s.not_resources, s.conditions
    from holder h join iam_managed_policy_statement s on s.arn = h.permissions_boundary_arn
),
-- A pattern for one region is one for a part of all models: where it is to cover them, its region counts as any.
judged as (
    select arn, is_boundary, policy, effect, actions,
           covers_action(actions, not_actions, 'bedrock:InvokeModel') as invokes,
           covers_action(actions, not_actions, 'bedrock:InvokeModelWithResponseStream') as streams,
           (any_pattern_matches(list_transform(resources, lambda r: regexp_replace(r, '^arn:[^:]*:bedrock:[^:]*:', 'arn:*:bedrock:*:')),
                                'arn:aws:bedrock:any-region::foundation-model/unapproved.model')
            or (len(not_resources) > 0 and not any_pattern_matches(not_resources, 'arn:aws:bedrock:any-region::foundation-model/unapproved.model')))
           and not requires_value(conditions, 'bedrock:InferenceProfileArn', 'arn:[^:]+:bedrock:[^:]*:[^:]*:[^/]*/[^*?]+.*') as on_any,
           len(conditions) = 0 and covers_unnamed_models(resources, not_resources) as on_all_unnamed
    from statement
),
-- any_true takes unknown for unknown: what a statement does not say is false for it.
principal as (
    select arn,
           bool_or(not is_boundary and (effect = 'Unparsed'
                   or (effect = 'Allow' and names_service(actions, 'bedrock') and (invokes or streams)))) as applies,
           any_true(case when is_boundary then false else when_allowed(effect, (invokes or streams) and on_any) end) as freely,
           any_true(case when is_boundary then when_allowed(effect, (invokes or streams) and on_any) else false end) as boundary_freely,
           bool_or(is_boundary) as boundary_read,
           any_true(when_denied(effect, invokes and streams and on_all_unnamed)) as denied,
           string_agg(distinct policy, ', ' order by policy)
               filter (where not is_boundary and effect = 'Allow' and (invokes or streams) and on_any) as policies
    from judged group by arn
),
limiting as (
    select arn as policy,
           any_true(when_denied(effect, covers_action(actions, not_actions, 'bedrock:InvokeModel')
               and covers_action(actions, not_actions, 'bedrock:InvokeModelWithResponseStream') and only_exempts_principals(conditions)
               and covers_unnamed_models(resources, not_resources))) as limits
    from organizations_policy_statement group by arn
),
bound as (
    select a.account_id as account, any_true(l.limits and (t.target_type = 'ROOT' or t.target_id = a.account_id
                                                           or list_contains(a.parents, t.target_id))) as limited
    from organizations_account a cross join organizations_policy_target t join limiting l on l.policy = t.arn
    where a.is_management is distinct from true
    group by a.account_id
),
-- An account is told of the policies that bind it by its management account alone. That one is bound by none, nor is an account on its
-- own or in an organisation for billing only.
answer as (
    select h.arn, p.policies,
           p.freely and not p.denied
           and case when h.permissions_boundary_arn = '' then true when p.boundary_read then p.boundary_freely end as allowed,
           case when b.account is not null then b.limited
                when h.account in (select account_id from organizations_account) then false
                when o.organization_id = '' or o.management_account = h.account or o.feature_set = 'CONSOLIDATED_BILLING' then false
                end as limited,
           h.account in (select account_id from organizations_account) as listed, s.arn as root, o.organization_id as organisation
    from holder h join principal p on p.arn = h.arn left join bound b on b.account = h.account
    left join scope_account_organization o on o.account = h.account left join scope_account s on s.account = h.account
    where p.applies
)
select arn as resource,
       not (allowed and not limited) as passed,
       case when not allowed then 'its policies name the models that it can invoke'
            when passed then 'a service control policy limits the models that it can invoke'
            when not passed then 'may invoke every foundation model, by ' || coalesce(policies, 'its policies')
            when allowed is null then 'a policy or the permissions boundary of the principal could not be understood'
            when not listed and organisation <> ''
            then 'may be limited by a service control policy, which only a scan of the management account shows; its own policies do not'
            else 'whether a service control policy binds this account is unknown' end as reason,
       case when not allowed then [arn]
            else list_concat(case when listed then [arn] else [arn, root] end, coalesce((select list(s.arn) from organizations_policy s), []))
            end as uses
from answer

/*---
attack: >
  The attacker has the key of a summarising job. Its policy says foundation-model/*, so he runs the most expensive model on your bill and sends
  customer letters through one whose maker nobody ever looked at.
console: >
  IAM > Roles > the role > Permissions, edit the policy: in the statement that allows bedrock:InvokeModel, replace * by the ARNs of the
  approved models.
cli: |
  aws iam detach-role-policy --role-name ROLE --policy-arn arn:aws:iam::aws:policy/AmazonBedrockFullAccess
  aws iam put-role-policy --role-name ROLE --policy-name invoke --policy-document '{"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"],
     "Resource": "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0"}]}'
cloudformation: |
  Type: AWS::IAM::RolePolicy
  Properties:
    RoleName: !Ref Role
    PolicyName: invoke
    PolicyDocument:
      Version: "2012-10-17"
      Statement:
        - Effect: Allow
          Action:
            - bedrock:InvokeModel
            - bedrock:InvokeModelWithResponseStream
          Resource: !Sub arn:${AWS::Partition}:bedrock:${AWS::Region}::foundation-model/amazon.nova-lite-v1:0
terraform: |
  data "aws_bedrock_foundation_model" "approved" {
    model_id = "amazon.nova-lite-v1:0"
  }

  resource "aws_iam_role_policy" "invoke" {
    role = aws_iam_role.this.id
    policy = jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Effect   = "Allow"
        Action   = ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"]
        Resource = data.aws_bedrock_foundation_model.approved.model_arn
      }]
    })
  }
---*/
