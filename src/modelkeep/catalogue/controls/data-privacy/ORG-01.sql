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
maps:
  gdpr: ["Art.25", "Art.5(1)(f)"]
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
