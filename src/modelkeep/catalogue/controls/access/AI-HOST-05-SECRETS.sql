/*---
id: AI-HOST-05-SECRETS
title: Functions around models have no secrets in their environment variables
severity: high
subject: lambda_function
scope: ai
why: >
  Everybody who may read the function's configuration reads its variables, and so does whoever makes the function print
  its environment, as prompt injection into an agent's tool can.
fix: Keep the secret in Secrets Manager or Parameter Store, read it when the function starts, and change the one that was exposed.
maps: {gdpr: ["Art.32(1)(b)"], hipaa: ["164.312(d)"], mitre-atlas: [AML.T0055], owasp-llm: [LLM02]}
profiles: [baseline]
peers: {prowler: [awslambda_function_no_secrets_in_variables], checkov: [CKV_AWS_45]}
references: ["https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html"]
---*/
select arn as resource,
       len(environment_secret_names) = 0 as passed,
       case when len(environment_secret_names) = 0 then 'no secret found'
            else 'secrets in ' || array_to_string(environment_secret_names, ', ') end as reason
from lambda_function

/*---
attack: >
  Everybody who may read the function's configuration, in the console, in a template or in a build log, sees the
  secret in plain text, and uses it where nobody connects it with the function.
console: >
  Lambda > Functions > the function > Configuration > Environment variables > Edit: remove the secret, and add the
  name of a secret in Secrets Manager that the code reads when it starts.
cli: |
  aws secretsmanager create-secret --name NAME --secret-string file://secret.txt
  aws lambda update-function-configuration --function-name FUNCTION --environment 'Variables={SECRET_ID=NAME}'
cloudformation: |
  Type: AWS::Lambda::Function
  Properties:
    Environment:
      Variables:
        SECRET_ID: !Ref DatabaseSecret
terraform: |
  resource "aws_lambda_function" "this" {
    environment {
      variables = { SECRET_ID = aws_secretsmanager_secret.database.arn }
    }
  }
---*/
