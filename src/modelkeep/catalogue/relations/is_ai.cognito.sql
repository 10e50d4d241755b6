/*---
kind: is_ai
doc: Identity pools that hand out roles which name SageMaker or Bedrock, or may do everything.
---*/
select p.arn as src, p.arn as dst
from cognito_identity_pool_role p join iam_role_policy_statement s on s.arn = p.role_arn
where s.effect = 'Unparsed'
      or (s.effect = 'Allow' and (len(s.not_actions) > 0 or is_every_action(s.actions) or names_service(s.actions, 'sagemaker')
                                  or names_service(s.actions, 'bedrock') or names_service(s.actions, 'bedrock-agentcore')))
