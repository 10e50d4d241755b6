/*---
id: COG-03
title: Sign-ins at risk are stopped in front of models
severity: medium
subject: cognito_user_pool
scope: ai
why: >
  Threat protection knows passwords from leaks and sees when somebody tries many, or comes from an unlikely place.
fix: Set threat protection of the user pool to full function (needs the Plus plan).
maps:
  gdpr: ["Art.32(1)(b)"]
  hipaa: ["164.312(d)"]
references:
  - https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-settings-threat-protection.html
---*/
select arn as resource,
       advanced_security_mode = 'ENFORCED' as passed,
       case advanced_security_mode when 'ENFORCED' then 'threat protection acts' when 'AUDIT' then 'threat protection only looks on'
            when 'OFF' then 'threat protection is off' end as reason
from cognito_user_pool

/*---
attack: >
  The attacker replays a list of leaked addresses and passwords from many addresses; nothing slows them down or tells the user.
console: Amazon Cognito > User pools > the pool > Threat protection, Enforcement mode Full function.
cli: |
  aws cognito-idp update-user-pool --user-pool-id POOL --user-pool-tier PLUS --user-pool-add-ons AdvancedSecurityMode=ENFORCED
  # update-user-pool resets what it is not given: pass the other settings along
cloudformation: |
  Type: AWS::Cognito::UserPool
  Properties:
    UserPoolTier: PLUS
    UserPoolAddOns:
      AdvancedSecurityMode: ENFORCED
terraform: |
  resource "aws_cognito_user_pool" "this" {
    name = "employees"
    user_pool_tier = "PLUS"
    user_pool_add_ons {
      advanced_security_mode = "ENFORCED"
    }
  }
---*/
