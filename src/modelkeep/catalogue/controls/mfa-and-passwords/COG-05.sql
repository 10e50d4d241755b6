/*---
id: COG-05
title: Nobody gets credentials for models without signing in
severity: high
subject: cognito_identity_pool
scope: ai
why: >
  With guest access, the identifier of the pool, which every web page that uses it shows, is all that it takes to get AWS credentials.
fix: Turn guest access of the identity pool off.
maps: {gdpr: ["Art.32(1)(b)"], hipaa: ["164.312(a)(1)", "164.312(d)"], aws-fsbp: [Cognito.2], soc2: ["CC6.1"]}
references:
  - https://docs.aws.amazon.com/cognito/latest/developerguide/identity-pools.html
---*/
select arn as resource,
       not allow_unauthenticated_identities as passed,
       case when allow_unauthenticated_identities then 'guests get credentials' else 'only who signed in gets credentials' end as reason
from cognito_identity_pool

/*---
attack: >
  The attacker reads the pool's identifier in the page's script, calls GetId and GetCredentialsForIdentity, and uses the role of
  guests from a script.
console: Amazon Cognito > Identity pools > the pool > User access, Guest access > Deactivate.
cli: |
  aws cognito-identity update-identity-pool --identity-pool-id POOL --identity-pool-name NAME --no-allow-unauthenticated-identities
cloudformation: |
  Type: AWS::Cognito::IdentityPool
  Properties:
    AllowUnauthenticatedIdentities: false
terraform: |
  resource "aws_cognito_identity_pool" "this" {
    identity_pool_name               = "assistant"
    allow_unauthenticated_identities = false
  }
---*/
