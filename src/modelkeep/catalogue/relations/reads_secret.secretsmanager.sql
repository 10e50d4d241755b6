/*---
kind: reads_secret
doc: A secret that a role's policies name as one that it may read. Policies for all secrets name none.
---*/
select p.arn as src, s.arn as dst
from (select arn, actions, not_actions, unnest(resources) as pattern from iam_role_policy_statement where effect = 'Allow') p
join secretsmanager_secret s on s.arn glob p.pattern
where p.pattern like 'arn:%:secretsmanager:%:secret:%' and p.pattern not like '%:secret:*'
  and covers_action(p.actions, p.not_actions, 'secretsmanager:GetSecretValue')
