/*---
id: COG-01
title: Users of applications in front of models sign in with a second factor
severity: high
subject: cognito_user_pool
scope: ai
why: >
  Behind the sign-in is the model, with what it knows and what its tools can do. A password alone is guessed, reused or phished.
fix: Set the user pool's MFA enforcement to required, with authenticator apps or passkeys.
maps: {gdpr: ["Art.32(1)(b)"], hipaa: ["164.312(d)"], soc2: ["CC6.1"]}
references:
  - https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html
---*/
select arn as resource,
       mfa_configuration = 'ON' as passed,
       case mfa_configuration when 'ON' then 'a second factor is required' when 'OPTIONAL' then 'a second factor is left to each user'
            when 'OFF' then 'there is no second factor' end as reason
from cognito_user_pool

/*---
attack: >
  The attacker tries passwords of other leaks at the application's sign-in page; one fits, and the assistant answers with what that person may know.
console: Amazon Cognito > User pools > the pool > Sign-in, Multi-factor authentication > Edit, Require MFA.
cli: |
  aws cognito-idp set-user-pool-mfa-config --user-pool-id POOL --mfa-configuration ON --software-token-mfa-configuration Enabled=true
cloudformation: |
  Type: AWS::Cognito::UserPool
  Properties:
    MfaConfiguration: "ON"
    EnabledMfas: [SOFTWARE_TOKEN_MFA]
terraform: |
  resource "aws_cognito_user_pool" "this" {
    name = "employees"
    mfa_configuration = "ON"
    software_token_mfa_configuration {
      enabled = true
    }
  }
---*/
