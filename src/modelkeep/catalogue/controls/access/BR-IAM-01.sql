/*---
id: BR-IAM-01
title: Nobody is allowed everything in Bedrock
severity: high
subject: iam_role
also: [iam_user]
why: >
  bedrock:* lets its holder run any model at your expense, switch guardrails and logging off, and delete models. Few need
  more than to call one model.
fix: Replace bedrock:* and AmazonBedrockFullAccess by the actions that are needed, on the models that are needed.
maps:
  gdpr: [Art.25, "Art.32(1)(b)"]
  hipaa: ["164.308(a)(4)", "164.312(a)(1)"]
  soc2: ["CC6.3"]
  mitre-atlas: [AML.T0012, AML.M0019]
  owasp-llm: [LLM06, LLM10]
profiles: [baseline]
peers: {prowler: [bedrock_full_access_policy_attached]}
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/security-iam-awsmanpol.html"]
notes: Roles and users count whose policies name actions of Bedrock; administrators of everything have controls of their own.
---*/
with statement as (
    select arn, effect, actions, not_actions, resources, not_resources, conditions from iam_role_policy_statement
    union all
    select arn, effect, actions, not_actions, resources, not_resources, conditions from iam_user_policy_statement
)
select arn as resource,
       not any_true(when_allowed(effect, is_every_action_of(actions, 'bedrock') and not is_every_action(actions) and covers_all_resources(resources, not_resources))) as passed,
       case when passed then 'single actions of Bedrock are allowed' else 'bedrock:* is allowed on everything' end as reason
from statement
where effect = 'Unparsed' or (effect = 'Allow' and names_service(actions, 'bedrock'))
group by arn

/*---
attack: >
  Stolen keys of such a role or user delete the guardrail, turn off the log of prompts, and then use every model there
  is at your cost.
console: >
  IAM > Roles (or Users) > the role > Permissions: detach AmazonBedrockFullAccess or the policy with bedrock:*, and
  add one that allows bedrock:InvokeModel on the models in use.
cli: |
  aws iam detach-role-policy --role-name ROLE --policy-arn arn:aws:iam::aws:policy/AmazonBedrockFullAccess
  aws iam put-role-policy --role-name ROLE --policy-name invoke --policy-document \
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["bedrock:InvokeModel",
    "bedrock:InvokeModelWithResponseStream"], "Resource": "MODEL_ARN"}]}'
cloudformation: |
  Type: AWS::IAM::RolePolicy
  Properties:
    RoleName: !Ref Role
    PolicyName: invoke
    PolicyDocument:
      Version: "2012-10-17"
      Statement:
        - Effect: Allow
          Action:
            - bedrock:InvokeModel
            - bedrock:InvokeModelWithResponseStream
          Resource: !Ref ModelArn
terraform: |
  resource "aws_iam_role_policy" "invoke" {
    role = aws_iam_role.this.id
    policy = jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Effect   = "Allow"
        Action   = ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"]
        Resource = var.model_arn
      }]
    })
  }
---*/
