/*---
id: BR-AG-05
title: Functions behind agents can be called by your own agents only
severity: high
subject: bedrock_agent
why: >
  A function that trusts Bedrock as such can be called by anybody's agent in any account, and does for strangers what it does
  for you.
fix: >
  Add a condition on aws:SourceArn (the agent's ARN) or aws:SourceAccount to the statement of the function's policy that lets
  bedrock.amazonaws.com invoke it.
maps: {gdpr: ["Art.32(1)(b)"], hipaa: ["164.312(a)(1)"], mitre-atlas: [AML.T0053, AML.M0028], owasp-llm: [LLM06]}
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/agents-permissions.html"]
---*/
with open_functions as (
    select arn, any_true(when_allowed(effect,
               (is_broad_principal(principals, not_principals) or list_contains(principals, 'Service:bedrock.amazonaws.com'))
               and not restricts_to_account(conditions))) as is_open
    from lambda_function_policy_statement
    group by arn
),
called as (select distinct arn, function_arn_of(lambda_arn) as function_arn from bedrock_agent_action_group where lambda_arn is distinct from '')
select a.arn as resource,
       case when f.arn is null then null when o.arn is null then true else not o.is_open end as passed,
       'function ' || f.name || case when passed then ' answers this account only' else ' answers anybody''s agent' end as reason,
       [f.arn] as uses
from bedrock_agent a
join called c on c.arn = a.arn
left join lambda_function f on f.arn = c.function_arn
left join open_functions o on o.arn = f.arn

/*---
attack: >
  An attacker builds an agent in an account of his own, names your function as its action, and calls it with
  parameters that your agent would never send.
console: >
  Lambda > Functions > the function > Configuration > Permissions > Resource-based policy statements: replace the
  statement for bedrock.amazonaws.com by one with the agent's ARN as source ARN.
cli: |
  aws lambda remove-permission --function-name FUNCTION --statement-id STATEMENT
  aws lambda add-permission --function-name FUNCTION --statement-id agent --action lambda:InvokeFunction \
    --principal bedrock.amazonaws.com --source-account ACCOUNT --source-arn arn:aws:bedrock:REGION:ACCOUNT:agent/AGENT
cloudformation: |
  Type: AWS::Lambda::Permission
  Properties:
    FunctionName: !Ref Function
    Action: lambda:InvokeFunction
    Principal: bedrock.amazonaws.com
    SourceAccount: !Ref AWS::AccountId
    SourceArn: !GetAtt Agent.AgentArn
terraform: |
  resource "aws_lambda_permission" "agent" {
    function_name  = aws_lambda_function.this.function_name
    action         = "lambda:InvokeFunction"
    principal      = "bedrock.amazonaws.com"
    source_account = data.aws_caller_identity.current.account_id
    source_arn     = aws_bedrockagent_agent.this.agent_arn
  }
---*/
