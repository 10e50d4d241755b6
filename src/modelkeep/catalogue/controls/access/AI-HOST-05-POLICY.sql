/*---
id: AI-HOST-05-POLICY
title: Functions around models cannot be invoked by everybody
severity: critical
subject: lambda_function
scope: ai
why: >
  A function policy that allows everybody lets any AWS account run the function with its role: call the model, read its data,
  act as the agent's tool.
fix: >
  Remove the permission, or name the account or service that needs it; for a service add aws:SourceAccount or aws:SourceArn.
maps:
  gdpr: ["Art.32(1)(b)"]
  hipaa: ["164.312(a)(1)"]
  aws-fsbp: [Lambda.1]
  cis-aws-7.0: ["2.21"]
  soc2: ["CC6.1"]
  mitre-atlas: [AML.T0049, AML.M0019]
  owasp-llm: [LLM10]
profiles: [baseline]
peers: {prowler: [awslambda_function_not_publicly_accessible], securityhub: [Lambda.1], checkov: [CKV_AWS_301], config: [lambda-function-public-access-prohibited]}
references: ["https://docs.aws.amazon.com/securityhub/latest/userguide/lambda-controls.html#lambda-1"]
notes: Permissions that a URL needs (lambda:FunctionUrlAuthType NONE) are AI-HOST-05-URL's.
---*/
select f.arn as resource,
       not any_true(case when s.arn is null then false
                         else when_allowed(s.effect, is_broad_principal(s.principals, s.not_principals)
                                                     and not restricts_to_account(s.conditions)
                                                     and not has_condition_on(s.conditions, 'lambda:FunctionUrlAuthType')
                                                     and not has_condition_on(s.conditions, 'lambda:InvokedViaFunctionUrl')) end) as passed,
       case when passed is null then 'the function policy could not be parsed'
            when not passed then 'the function policy allows everybody'
            when count(s.arn) = 0 then 'no function policy'
            else 'the function policy names who may invoke it' end as reason
from lambda_function f left join lambda_function_policy_statement s on s.arn = f.arn
group by f.arn

/*---
attack: >
  Anybody with an AWS account of their own calls the function: they use the model at your cost, and send it inputs
  that no application has checked.
console: >
  Lambda > Functions > the function > Configuration > Permissions > Resource-based policy statements, delete the
  statement whose principal is *, and add one that names the account, or the service and its source ARN.
cli: |
  aws lambda remove-permission --function-name FUNCTION --statement-id STATEMENT
  aws lambda add-permission --function-name FUNCTION --statement-id api --action lambda:InvokeFunction \
    --principal apigateway.amazonaws.com --source-arn 'arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/POST/predict'
cloudformation: |
  Type: AWS::Lambda::Permission
  Properties:
    FunctionName: !Ref Function
    Action: lambda:InvokeFunction
    Principal: apigateway.amazonaws.com
    SourceArn: !Sub arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/${Stage}/POST/predict
terraform: |
  resource "aws_lambda_permission" "api" {
    function_name = aws_lambda_function.this.function_name
    action        = "lambda:InvokeFunction"
    principal     = "apigateway.amazonaws.com"
    source_arn    = "${aws_api_gateway_rest_api.this.execution_arn}/prod/POST/predict"
  }
---*/
