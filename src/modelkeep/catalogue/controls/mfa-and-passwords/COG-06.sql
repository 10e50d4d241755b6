/*---
id: COG-06
title: Applications cannot choose roles and sessions for models themselves
severity: medium
subject: cognito_identity_pool
scope: ai
why: >
  In the classic flow the application asks STS for the role, past the limits that the enhanced flow puts on what guests may do.
fix: Turn the basic (classic) flow of the identity pool off.
maps: {gdpr: ["Art.32(1)(b)"], hipaa: ["164.312(a)(1)", "164.312(d)"], soc2: ["CC6.3"]}
references:
  - https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flow.html
---*/
select arn as resource,
       not allow_classic_flow as passed,
       case when allow_classic_flow then 'the classic flow is on' else 'the classic flow is off' end as reason
from cognito_identity_pool

/*---
attack: >
  The attacker takes an open-id token of the pool to AssumeRoleWithWebIdentity and gets a session without the policy that the
  enhanced flow would have put on it.
console: Amazon Cognito > Identity pools > the pool > Identity pool properties, Basic (classic) authentication > Deactivate.
cli: |
  aws cognito-identity update-identity-pool --identity-pool-id POOL --identity-pool-name NAME \
    --no-allow-unauthenticated-identities --no-allow-classic-flow
cloudformation: |
  Type: AWS::Cognito::IdentityPool
  Properties:
    AllowUnauthenticatedIdentities: false
    AllowClassicFlow: false
terraform: |
  resource "aws_cognito_identity_pool" "this" {
    identity_pool_name  = "assistant"
    allow_classic_flow  = false
  }
---*/
