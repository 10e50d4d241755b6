/*---
id: ORG-01
title: AWS's AI services may not keep your content
severity: medium
subject: scope_account
why: >
  Services such as Comprehend, Transcribe or Lex may store what you send them, in other regions too, to
  improve AWS's models, unless the organisation opts out.
fix: >
  Attach an AI services opt-out policy with default optOut to the organisation's root, and forbid child
  policies to change it.
maps: {gdpr: [Art.25, "Art.5(1)(f)"], nist-ai-rmf: ["GOVERN 6.1"], iso-42001: [A.10.3], soc2: ["CC9.2"]}
peers: {prowler: [organizations_opt_out_ai_services_policy]}
references:
  - https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_ai-opt-out.html
---*/
select a.arn as resource,
       o.default_choice = 'optOut' and len(o.opted_in) = 0 as passed,
       case when o.default_choice = '' then 'no opt-out is in effect for all services'
            when o.default_choice = 'optIn' then 'the default is to opt in'
            when len(o.opted_in) > 0 then 'opted in: ' || array_to_string(o.opted_in, ', ')
            when o.default_choice = 'optOut' then 'opted out of all services' end as reason
from scope_account a left join scope_account_ai_opt_out o on o.arn = a.arn

/*---
attack: >
  Nobody has to attack: texts and recordings that you send to AWS's AI services may be kept and used to improve them,
  beyond your own deletion periods and perhaps outside the region that you promised.
console: >
  AWS Organizations > Policies > AI services opt-out policies, enable the policy type, "Opt out from all services", which
  attaches a policy to the root.
cli: |
  aws organizations enable-policy-type --root-id ROOT --policy-type AISERVICES_OPT_OUT_POLICY
  aws organizations create-policy --name ai-opt-out --type AISERVICES_OPT_OUT_POLICY --description "Opt out of all AI services" \
    --content '{"services": {"@@operators_allowed_for_child_policies": ["@@none"], "default": {"@@operators_allowed_for_child_policies": ["@@none"], "opt_out_policy": {"@@operators_allowed_for_child_policies": ["@@none"], "@@assign": "optOut"}}}}'
  aws organizations attach-policy --policy-id POLICY --target-id ROOT
cloudformation: |
  Type: AWS::Organizations::Policy
  Properties:
    Name: ai-opt-out
    Type: AISERVICES_OPT_OUT_POLICY
    TargetIds: [!Ref RootId]
    Content:
      services:
        "@@operators_allowed_for_child_policies": ["@@none"]
        default:
          opt_out_policy:
            "@@operators_allowed_for_child_policies": ["@@none"]
            "@@assign": optOut
terraform: |
  resource "aws_organizations_policy" "ai_opt_out" {
    name = "ai-opt-out"
    type = "AISERVICES_OPT_OUT_POLICY"
    content = jsonencode({
      services = {
        "@@operators_allowed_for_child_policies" = ["@@none"]
        default = {
          opt_out_policy = {
            "@@operators_allowed_for_child_policies" = ["@@none"]
            "@@assign"                               = "optOut"
          }
        }
      }
    })
  }

  resource "aws_organizations_policy_attachment" "ai_opt_out" {
    policy_id = aws_organizations_policy.ai_opt_out.id
    target_id = aws_organizations_organization.this.roots[0].id
  }
---*/
