/*---
id: BR-IAM-03
title: Who may subscribe to models in AWS Marketplace may subscribe to chosen ones only
severity: medium
subject: iam_role
also: [iam_user]
why: A free hand in the marketplace brings models of unknown makers, and their bills, into your account.
fix: Add a condition on aws-marketplace:ProductId with the products that you approved to statements that allow aws-marketplace:Subscribe.
maps:
  nist-ai-rmf: ["MANAGE 3.1", "GOVERN 6.1"]
  iso-42001: [A.10.3]
  soc2: ["CC9.2"]
  mitre-atlas: [AML.T0010]
  owasp-llm: [LLM03]
peers: {prowler: [iam_policy_no_wildcard_marketplace_subscribe, iam_inline_policy_no_wildcard_marketplace_subscribe]}
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/model-access.html"]
---*/
with statement as (
    select arn, effect, actions, not_actions, resources, not_resources, conditions from iam_role_policy_statement
    union all
    select arn, effect, actions, not_actions, resources, not_resources, conditions from iam_user_policy_statement
)
select arn as resource,
       not any_true(when_allowed(effect, covers_action(actions, not_actions, 'aws-marketplace:Subscribe')
           and not requires_value(conditions, 'aws-marketplace:ProductId', '.*[^*].*'))) as passed,
       case when passed then 'subscriptions are limited to named products' else 'any product may be subscribed to' end as reason
from statement
where effect = 'Unparsed'
      or (effect = 'Allow' and covers_action(actions, not_actions, 'aws-marketplace:Subscribe')
          and names_service(actions, 'aws-marketplace'))
group by arn

/*---
attack: >
  With a stolen session an attacker subscribes to an expensive model, or to one of a maker whom nobody knows, and runs it
  in your account at your cost.
console: >
  IAM > Roles or Users, open it, open the policy that allows aws-marketplace:Subscribe, Edit, add the condition
  "ForAnyValue:StringEquals" on aws-marketplace:ProductId with the approved products.
cli: |
  aws iam put-role-policy --role-name ROLE --policy-name subscribe-approved-models --policy-document '{
    "Version": "2012-10-17",
    "Statement": [{
      "Effect": "Allow", "Action": "aws-marketplace:Subscribe", "Resource": "*",
      "Condition": {"ForAnyValue:StringEquals": {"aws-marketplace:ProductId": ["PRODUCT_ID"]}}}]}'
cloudformation: |
  Type: AWS::IAM::RolePolicy
  Properties:
    RoleName: !Ref Role
    PolicyName: subscribe-approved-models
    PolicyDocument:
      Version: "2012-10-17"
      Statement:
        - Effect: Allow
          Action: aws-marketplace:Subscribe
          Resource: "*"
          Condition:
            ForAnyValue:StringEquals:
              aws-marketplace:ProductId: [!Ref ProductId]
terraform: |
  resource "aws_iam_role_policy" "subscribe" {
    name = "subscribe-approved-models"
    role = aws_iam_role.this.id
    policy = jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Effect    = "Allow"
        Action    = "aws-marketplace:Subscribe"
        Resource  = "*"
        Condition = { "ForAnyValue:StringEquals" = { "aws-marketplace:ProductId" = [var.product_id] } }
      }]
    })
  }
---*/
