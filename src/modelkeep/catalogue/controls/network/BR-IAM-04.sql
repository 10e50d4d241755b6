/*---
id: BR-IAM-04
title: People can invoke models from your networks only
severity: low
subject: iam_role
also: [iam_user]
complete: [organizations_policy, organizations_policy_statement, organizations_policy_target]
why: >
  People's credentials leak: through a lost laptop, a copied token, a fake sign-in page. Where the call must come from the office or through
  your VPC endpoint, the thief's computer gets no answer.
fix: >
  Add a condition on aws:SourceVpce, aws:SourceVpc or aws:SourceIp to statements that allow people bedrock:InvokeModel, or deny the call where
  it comes from anywhere else, in the principal's policies or in a service control policy.
maps:
  gdpr: [Art.25, "Art.32(1)(b)"]
  hipaa: ["164.308(a)(4)", "164.312(a)(1)"]
  iso-42001: [A.9.2]
  mitre-atlas: [AML.T0040]
  owasp-llm: [LLM10]
references:
  - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_deny-ip.html
  - https://docs.aws.amazon.com/bedrock/latest/userguide/vpc-interface-endpoints.html
notes: >
  Applies to users, and to roles that people assume: those which trust a SAML provider (so those of IAM Identity Center), a user, an account
  as a whole, or everybody. They count when their policies name actions of Bedrock; administrators of everything have controls of their own.
  A service control policy counts where the management account is scanned; without, it is unknown what binds the other accounts.
---*/
-- Which networks are yours is not judged, but that they are named: 0.0.0.0/1 or vpc-* names none.
with holder as (
    select r.arn, r.account, r.permissions_boundary_arn,
           any_true(when_allowed(t.effect, is_everybody(t.principals, t.not_principals)
               or coalesce(list_bool_or(list_transform(t.principals, lambda p: regexp_full_match(p,
                   'Federated:arn:[^:]+:iam::\d{12}:saml-provider/.+|AWS:(\d{12}|arn:[^:]+:iam::\d{12}:(root|user/.+))'))), false))) as people
    from iam_role r left join iam_role_trust_statement t on t.arn = r.arn
    where r.is_service_linked is distinct from true
    group by r.arn, r.account, r.permissions_boundary_arn
    union all
    select arn, account, permissions_boundary_arn, true from iam_user
),
statement as (
    select arn, 'policy' as source, policy, effect, actions, not_actions, resources, conditions from iam_role_policy_statement
    union all
    select arn, 'policy', policy, effect, actions, not_actions, resources, conditions from iam_user_policy_statement
    union all
    select h.arn, 'boundary', s.policy, s.effect, s.actions, s.not_actions, s.resources, s.conditions
    from holder h join iam_managed_policy_statement s on s.arn = h.permissions_boundary_arn
    union all
    select arn, 'organisation', policy, effect, actions, not_actions, resources, conditions from organizations_policy_statement
),
-- A Deny that spares named networks: with the negated conditions, a request that lacks the key is one from elsewhere.
judged as (
    select arn, source, policy, effect, actions,
           covers_action(actions, not_actions, 'bedrock:InvokeModel') as invokes,
           covers_action(actions, not_actions, 'bedrock:InvokeModelWithResponseStream') as streams,
           restricts_to_network(conditions) or requires_value(conditions, 'aws:VpceAccount', '\d{12}|\$\{aws:\w+Account\}')
               or requires_value(conditions, 'aws:VpceOrgID', 'o-[a-z0-9]{10,32}|\$\{aws:\w+OrgID\}')
               or requires_value(conditions, 'aws:VpceOrgPaths', 'o-[a-z0-9]{10,32}/.*') as from_network,
           any_pattern_matches(resources, 'arn:aws:bedrock:any-region::foundation-model/any.model') as on_all,
           list_transform(conditions, lambda c: case
               when lower(c."key") in ('aws:sourceip', 'aws:vpcsourceip')
               then regexp_full_match(lower(c."operator"), 'notipaddress(ifexists)?')
                    and len(list_filter(c."values", lambda v: regexp_matches(v, '/[0-7]$'))) = 0
               when lower(c."key") in ('aws:sourcevpc', 'aws:sourcevpce', 'aws:vpceaccount', 'aws:vpceorgid', 'aws:vpceorgpaths')
               then regexp_full_match(lower(c."operator"), '(forallvalues:)?string(notequals|notequalsignorecase|notlike)(ifexists)?')
                    and len(list_filter(c."values", lambda v: not regexp_full_match(v,
                        '(?i)vpce?-[0-9a-f]+|\d{12}|o-[a-z0-9]{10,32}(/.*)?|\$\{aws:\w+(Account|OrgID)\}'))) = 0
               end) as spares_network,
           conditions
    from statement
),
told as (
    select *, invokes and streams and on_all and coalesce(list_bool_or(spares_network), false)
              and not coalesce(list_bool_or(list_transform(spares_network, lambda s: not s)), false)
              and only_exempts_principals(list_filter(conditions, lambda c: lower(c."key") not in (
                  'aws:sourceip', 'aws:vpcsourceip', 'aws:sourcevpc', 'aws:sourcevpce', 'aws:vpceaccount', 'aws:vpceorgid', 'aws:vpceorgpaths')))
              as denies_elsewhere
    from judged
),
-- any_true takes unknown for unknown: what a statement does not say is false for it.
principal as (
    select arn,
           bool_or(source = 'policy' and (effect = 'Unparsed'
                   or (effect = 'Allow' and names_service(actions, 'bedrock') and (invokes or streams)))) as applies,
           any_true(case when source = 'policy' then when_allowed(effect, (invokes or streams) and not from_network) else false end) as freely,
           any_true(case when source = 'boundary' then when_allowed(effect, (invokes or streams) and not from_network) else false end)
               as boundary_freely,
           bool_or(source = 'boundary') as boundary_read,
           any_true(when_denied(effect, denies_elsewhere)) as denied,
           string_agg(distinct policy, ', ' order by policy)
               filter (where source = 'policy' and effect = 'Allow' and (invokes or streams) and not from_network) as policies
    from told where source <> 'organisation' group by arn
),
limiting as (
    select arn as policy, any_true(when_denied(effect, denies_elsewhere)) as limits from told where source = 'organisation' group by arn
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
    select h.arn, h.people, p.policies,
           p.freely and not p.denied
           and case when h.permissions_boundary_arn = '' then true when p.boundary_read then p.boundary_freely end as allowed,
           case when b.account is not null then b.limited
                when h.account in (select account_id from organizations_account) then false
                when o.organization_id = '' or o.management_account = h.account or o.feature_set = 'CONSOLIDATED_BILLING' then false
                end as limited,
           h.account in (select account_id from organizations_account) as listed, s.arn as root, o.organization_id as organisation
    from holder h join principal p on p.arn = h.arn left join bound b on b.account = h.account
    left join scope_account_organization o on o.account = h.account left join scope_account s on s.account = h.account
    where p.applies and h.people is distinct from false
)
select arn as resource,
       case when people then not (allowed and not limited) end as passed,
       case when people is null then 'whether people assume this role is not known: its trust could not be understood'
            when not allowed then 'its policies allow the call from named networks only'
            when passed then 'a service control policy denies the call from other networks'
            when not passed then 'people may invoke models from anywhere, by ' || coalesce(policies, 'its policies')
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
  The attacker lures a data scientist to a fake sign-in page and takes over the session. From his own computer he runs the models on your bill
  and reads what the knowledge base answers.
console: >
  IAM > Roles > the role > Permissions, edit the policy: add the condition StringEquals aws:SourceVpce = the ID of your endpoint for
  bedrock-runtime, or IpAddress aws:SourceIp = the office's public addresses.
cli: |
  aws iam put-role-policy --role-name ROLE --policy-name our-networks-only --policy-document '{"Version": "2012-10-17", "Statement": [
    {"Effect": "Deny", "Action": ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"], "Resource": "*", "Condition": {
      "NotIpAddressIfExists": {"aws:SourceIp": ["203.0.113.0/24"]}, "StringNotEqualsIfExists": {"aws:SourceVpce": ["vpce-0123456789abcdef0"]},
      "Bool": {"aws:ViaAWSService": "false"}}}]}'
cloudformation: |
  Type: AWS::IAM::RolePolicy
  Properties:
    RoleName: !Ref Role
    PolicyName: our-networks-only
    PolicyDocument:
      Version: "2012-10-17"
      Statement:
        - Effect: Deny
          Action:
            - bedrock:InvokeModel
            - bedrock:InvokeModelWithResponseStream
          Resource: "*"
          Condition:
            StringNotEquals:
              aws:SourceVpce: !Ref BedrockRuntimeEndpoint
            Bool:
              aws:ViaAWSService: "false"
terraform: |
  resource "aws_iam_role_policy" "our_networks_only" {
    role = aws_iam_role.this.id
    policy = jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Effect   = "Deny"
        Action   = ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"]
        Resource = "*"
        Condition = {
          StringNotEquals = { "aws:SourceVpce" = aws_vpc_endpoint.bedrock_runtime.id }
          Bool            = { "aws:ViaAWSService" = "false" }
        }
      }]
    })
  }
---*/
