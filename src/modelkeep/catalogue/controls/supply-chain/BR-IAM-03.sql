/*---
id: BR-IAM-03
title: Who may subscribe to models in AWS Marketplace may subscribe to chosen ones only
severity: medium
subject: iam_role
also: [iam_user]
why: A free hand in the marketplace brings models of unknown makers, and their bills, into your account.
fix: Add a condition on aws-marketplace:ProductId with the products that you approved to statements that allow aws-marketplace:Subscribe.
maps:
  mitre-atlas: [AML.T0010]
  owasp-llm: [LLM03]
peers: {prowler: [iam_policy_no_wildcard_marketplace_subscribe, iam_inline_policy_no_wildcard_marketplace_subscribe]}
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/model-access.html"]
---*/
with statement as (
    select arn, effect, actions, not_actions, resources, not_resources, conditions from iam_role_policy_statement
    union all
    select arn, effect, actions, not_actions, resources, not_resources, conditions from iam_user_policy_statement
)
select arn as resource,
       not any_true(when_allowed(effect, covers_action(actions, not_actions, 'aws-marketplace:Subscribe')
           and not requires_value(conditions, 'aws-marketplace:ProductId', '.*[^*].*'))) as passed,
       case when passed then 'subscriptions are limited to named products' else 'any product may be subscribed to' end as reason
from statement
where effect = 'Unparsed'
      or (effect = 'Allow' and covers_action(actions, not_actions, 'aws-marketplace:Subscribe')
          and names_service(actions, 'aws-marketplace'))
group by arn
