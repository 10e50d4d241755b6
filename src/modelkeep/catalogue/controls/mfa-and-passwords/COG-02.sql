/*---
id: COG-02
title: Users of applications in front of models have strong passwords
severity: medium
subject: cognito_user_pool
scope: ai
why: >
  A short password is found by trying. What it opens is the model and everything that it may be asked.
fix: Ask for at least 14 characters, with capitals, small letters, digits and symbols, in the user pool's password policy.
maps: {gdpr: ["Art.32(1)(b)"], hipaa: ["164.312(d)"], aws-fsbp: [Cognito.3], soc2: ["CC6.1"]}
references:
  - https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html
---*/
select arn as resource,
       minimum_password_length >= 14 and require_uppercase and require_lowercase and require_numbers and require_symbols as passed,
       'at least ' || minimum_password_length || ' characters'
           || case when require_uppercase and require_lowercase and require_numbers and require_symbols
                   then ', of all kinds' else ', not of all kinds' end as reason
from cognito_user_pool

/*---
attack: >
  The attacker runs the most common passwords of eight characters against a list of the company's addresses.
console: Amazon Cognito > User pools > the pool > Authentication methods, Password policy > Edit.
cli: |
  aws cognito-idp update-user-pool --user-pool-id POOL --policies "PasswordPolicy={MinimumLength=14,RequireUppercase=true,RequireLowercase=true,RequireNumbers=true,RequireSymbols=true}"
  # update-user-pool resets what it is not given: pass the other settings along
cloudformation: |
  Type: AWS::Cognito::UserPool
  Properties:
    Policies:
      PasswordPolicy:
        MinimumLength: 14
        RequireUppercase: true
        RequireLowercase: true
        RequireNumbers: true
        RequireSymbols: true
terraform: |
  resource "aws_cognito_user_pool" "this" {
    name = "employees"
    password_policy {
      minimum_length    = 14
      require_uppercase = true
      require_lowercase = true
      require_numbers   = true
      require_symbols   = true
    }
  }
---*/
