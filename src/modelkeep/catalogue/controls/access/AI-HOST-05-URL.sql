/*---
id: AI-HOST-05-URL
title: URLs of functions around models ask who is calling
severity: critical
subject: lambda_function
scope: ai
why: >
  A function URL without authentication is a public API to the model behind it: anybody who finds it runs up your bill, copies
  the model by asking it, and tries prompts on whatever it may reach.
fix: Set the URL's AuthType to AWS_IAM, or delete it and put the function behind an API with an authorizer.
maps:
  gdpr: ["Art.32(1)(b)"]
  hipaa: ["164.312(d)"]
  soc2: ["CC6.1"]
  mitre-atlas: [AML.T0049, AML.T0034, AML.M0019]
  owasp-llm: [LLM10]
profiles: [baseline]
peers: {prowler: [awslambda_function_url_public], checkov: [CKV_AWS_258]}
references: ["https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"]
---*/
select arn as resource,
       auth_type = 'AWS_IAM' as passed,
       'a URL ' || case when qualifier <> '' then 'of the alias ' || qualifier || ' ' else '' end
       || case auth_type when 'AWS_IAM' then 'asks for IAM credentials' else 'answers everybody (AuthType ' || auth_type || ')' end as reason
from lambda_function_url

/*---
attack: >
  The URL answers the whole internet without asking who is there. Whoever finds it in a web page or a log uses the
  model at your cost, and tries on it what they like.
console: >
  Lambda > Functions > the function > Configuration > Function URL > Edit, Auth type: AWS_IAM.
cli: |
  aws lambda update-function-url-config --function-name FUNCTION --auth-type AWS_IAM
cloudformation: |
  Type: AWS::Lambda::Url
  Properties:
    TargetFunctionArn: !GetAtt Function.Arn
    AuthType: AWS_IAM
terraform: |
  resource "aws_lambda_function_url" "this" {
    function_name      = aws_lambda_function.this.function_name
    authorization_type = "AWS_IAM"
  }
---*/
