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
  - https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonCognitoUnAuthedIdentitiesSessionPolicy.html
notes: >
  In the enhanced flow Cognito limits sessions of guests to a list of its own, on which of SageMaker and Bedrock there is
  sagemaker:InvokeEndpoint alone; where the pool allows the classic flow as well, whatever the role may do counts. A permissions boundary has to
  allow it too. Policies of the organisation are not weighed: what guests may do should not rest on them.
---*/
with power as (
    select r.arn, r.role_arn,
           any_true(when_allowed(s.effect, covers_action(s.actions, s.not_actions, 'sagemaker:InvokeEndpoint'))) as enhanced,
           any_true(when_allowed(s.effect, names_service(s.actions, 'sagemaker') or names_service(s.actions, 'bedrock')
                or names_service(s.actions, 'bedrock-agentcore') or is_every_action(s.actions) or len(s.not_actions) > 0)) as classic
    from cognito_identity_pool_role r join iam_role_policy_statement s on s.arn = r.role_arn
    where r.audience = 'unauthenticated'
    group by all
),
within as (
    select s.arn,
           any_true(when_allowed(s.effect, covers_action(s.actions, s.not_actions, 'sagemaker:InvokeEndpoint'))) as enhanced,
           any_true(when_allowed(s.effect, names_service(s.actions, 'sagemaker') or names_service(s.actions, 'bedrock')
                or names_service(s.actions, 'bedrock-agentcore') or is_every_action(s.actions) or len(s.not_actions) > 0)) as classic
    from iam_managed_policy_statement s
    group by s.arn
),
reach as (
    select w.arn,
           case when not w.enhanced then false when i.permissions_boundary_arn = '' then w.enhanced
                when i.permissions_boundary_arn <> '' then w.enhanced and b.enhanced end as enhanced,
           case when not w.classic then false when i.permissions_boundary_arn = '' then w.classic
                when i.permissions_boundary_arn <> '' then w.classic and b.classic end as classic
    from power w
    left join iam_role i on i.arn = w.role_arn
    left join within b on b.arn = i.permissions_boundary_arn
),
guest as (
    select r.arn, r.enhanced or (p.allow_classic_flow and r.classic) as on_models
    from reach r join cognito_identity_pool p on p.arn = r.arn
)
select p.arn as resource,
       case when not p.allow_unauthenticated_identities then true
            when g.role_arn is null and p.allow_unauthenticated_identities then true
            when i.arn is null then null
            else not coalesce(w.on_models, w.arn is not null and null) end as passed,
       case when not p.allow_unauthenticated_identities then 'there are no guests'
            when g.role_arn is null then 'there is no role for guests'
            when i.arn is null then 'the role of guests was not read'
            when w.on_models then split_part(g.role_arn, '/', -1) || ' may call SageMaker or Bedrock, and Cognito does not keep guests from it'
            when w.arn is not null and w.on_models is null then 'a policy or boundary of the role of guests, or whether the pool allows the classic flow, was not read or understood'
            else split_part(g.role_arn, '/', -1) || ' may call neither SageMaker nor Bedrock' end as reason,
       [g.role_arn] as uses
from cognito_identity_pool p
left join cognito_identity_pool_role g on g.arn = p.arn and g.audience = 'unauthenticated'
left join iam_role i on i.arn = g.role_arn
left join guest w on w.arn = p.arn

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
