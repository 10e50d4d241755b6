/*---
id: COG-04
title: Only those who were invited get into applications in front of models
severity: high
subject: cognito_user_pool
scope: ai
why: >
  Where anybody may sign up, a sign-in asks only for an address: everybody is a user of the model, at your cost and with your data behind it.
fix: Allow only administrators to create users (AdminCreateUserConfig), unless the application is meant for everybody.
maps: {gdpr: ["Art.32(1)(b)"], hipaa: ["164.312(d)"], soc2: ["CC6.2"]}
references:
  - https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html
---*/
select arn as resource,
       allow_admin_create_user_only as passed,
       case when allow_admin_create_user_only then 'administrators create users' else 'anybody may sign up' end as reason
from cognito_user_pool

/*---
attack: >
  The attacker calls SignUp with the public client id from the web page, confirms a throw-away address, and uses the model as any employee.
console: Amazon Cognito > User pools > the pool > Sign-up, Self-service sign-up > Edit, disable self-registration.
cli: |
  aws cognito-idp update-user-pool --user-pool-id POOL --admin-create-user-config AllowAdminCreateUserOnly=true
  # update-user-pool resets what it is not given: pass the other settings along
cloudformation: |
  Type: AWS::Cognito::UserPool
  Properties:
    AdminCreateUserConfig:
      AllowAdminCreateUserOnly: true
terraform: |
  resource "aws_cognito_user_pool" "this" {
    name = "employees"
    admin_create_user_config {
      allow_admin_create_user_only = true
    }
  }
---*/
