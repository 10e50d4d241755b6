/*---
id: BR-MD-08
title: Guardrails are not open to everybody
severity: medium
subject: bedrock_guardrail
why: Whoever may read or apply your guardrail can try at leisure what gets past it.
fix: Name accounts in the guardrail's resource policy, or restrict it to your organisation with aws:PrincipalOrgID.
maps: {gdpr: ["Art.32(1)(b)"], cis-aws-7.0: ["2.21"], mitre-atlas: [AML.T0054]}
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-resource-based-policies.html"]
---*/
with open_to as (
    select arn, any_true(when_allowed(effect,
               is_broad_principal(principals, not_principals) and not restricts_to_account(conditions))) as everybody
    from bedrock_guardrail_policy_statement
    group by arn
)
select g.arn as resource,
       case when p.arn is null then null when o.arn is null then true else not o.everybody end as passed,
       case when passed then 'the resource policy names nobody beyond single accounts or the organisation'
            else 'the resource policy names everybody' end as reason
from bedrock_guardrail g
left join bedrock_guardrail_policy p on p.arn = g.arn
left join open_to o on o.arn = g.arn
