/*---
id: COG-07
title: Guests cannot call models
severity: critical
subject: cognito_identity_pool
scope: ai
why: >
  What guests may do, everybody in the world may do: a model that they can invoke is free for all, on your bill.
fix: Take the actions of SageMaker and Bedrock out of the role of guests.
maps: {gdpr: ["Art.32(1)(b)"], hipaa: ["164.312(a)(1)", "164.312(d)"], soc2: ["CC6.1"], mitre-atlas: [AML.M0019]}
references:
  - https://docs.aws.amazon.com/cognito/latest/developerguide/iam-roles.html
---*/
with power as (
    select r.arn, r.role_arn,
           any_true(when_allowed(s.effect, names_service(s.actions, 'sagemaker') or names_service(s.actions, 'bedrock')
                or names_service(s.actions, 'bedrock-agentcore') or is_every_action(s.actions) or len(s.not_actions) > 0)) as on_models
    from cognito_identity_pool_role r join iam_role_policy_statement s on s.arn = r.role_arn
    where r.audience = 'unauthenticated'
    group by all
)
select p.arn as resource,
       case when not p.allow_unauthenticated_identities then true
            when g.role_arn is null and p.allow_unauthenticated_identities then true
            when i.arn is null then null
            else not coalesce(w.on_models, w.arn is not null and null) end as passed,
       case when not p.allow_unauthenticated_identities then 'there are no guests'
            when g.role_arn is null then 'there is no role for guests'
            when i.arn is null then 'the role of guests was not read'
            when w.on_models then split_part(g.role_arn, '/', -1) || ' may call SageMaker or Bedrock'
            when w.arn is not null and w.on_models is null then 'a policy of the role of guests could not be parsed'
            else split_part(g.role_arn, '/', -1) || ' may call neither SageMaker nor Bedrock' end as reason,
       [g.role_arn] as uses
from cognito_identity_pool p
left join cognito_identity_pool_role g on g.arn = p.arn and g.audience = 'unauthenticated'
left join iam_role i on i.arn = g.role_arn
left join power w on w.arn = p.arn

/*---
attack: >
  The attacker gets guest credentials with the identifier from the page, and runs their own prompts on your models day and night.
console: IAM > Roles > the role of guests > Permissions, remove the statements on SageMaker and Bedrock.
cli: |
  aws cognito-identity get-identity-pool-roles --identity-pool-id POOL
  aws iam delete-role-policy --role-name GUEST_ROLE --policy-name POLICY
cloudformation: |
  Type: AWS::Cognito::IdentityPoolRoleAttachment
  Properties:
    IdentityPoolId: !Ref IdentityPool
    Roles:
      authenticated: !GetAtt UserRole.Arn
terraform: |
  resource "aws_cognito_identity_pool_roles_attachment" "this" {
    identity_pool_id = aws_cognito_identity_pool.this.id
    roles = {
      authenticated = aws_iam_role.user.arn
    }
  }
---*/
