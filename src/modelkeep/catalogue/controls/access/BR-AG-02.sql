/*---
id: BR-AG-02
title: The roles of agents are not allowed everything in Bedrock or AWS
severity: high
subject: bedrock_agent
why: >
  What the agent's role may do, an attacker's prompt may do. With bedrock:* it can change its own guardrail, instructions
  and action groups.
fix: >
  Give the role bedrock:InvokeModel on the agent's model, bedrock:Retrieve on its knowledge bases and bedrock:ApplyGuardrail on
  its guardrail, and nothing else.
maps:
  gdpr: [Art.25, "Art.32(1)(b)"]
  hipaa: ["164.308(a)(4)", "164.312(a)(1)"]
  soc2: ["CC6.3"]
  mitre-atlas: [AML.T0053, AML.M0026]
  owasp-llm: [LLM06]
peers: {prowler: [bedrock_agent_role_least_privilege]}
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/agents-permissions.html"]
---*/
with wide as (
    select arn, any_true(when_allowed(effect, is_every_action_of(actions, 'bedrock') or len(not_actions) > 0)) as is_wide
    from iam_role_policy_statement
    group by arn
)
select a.arn as resource,
       case when r.arn is null then null when w.arn is null then true else not w.is_wide end as passed,
       r.name || case when passed then ' is allowed single actions' else ' is allowed all actions of Bedrock or of AWS' end as reason,
       [r.arn] as uses
from bedrock_agent a
left join iam_role r on r.arn = a.agent_resource_role_arn
left join wide w on w.arn = r.arn

/*---
attack: >
  A hidden sentence in a document makes the agent do what the attacker wants, and the agent's role sets how far that
  goes: with bedrock:* it can delete guardrails and turn off the log of prompts.
console: >
  IAM > Roles > the agent's role > Permissions: replace the wide policy by one that allows bedrock:InvokeModel,
  bedrock:Retrieve and bedrock:ApplyGuardrail on the agent's own resources.
cli: |
  aws iam put-role-policy --role-name ROLE --policy-name agent --policy-document \
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "bedrock:InvokeModel",
    "Resource": "MODEL_ARN"}, {"Effect": "Allow", "Action": "bedrock:Retrieve", "Resource": "KNOWLEDGE_BASE_ARN"},
    {"Effect": "Allow", "Action": "bedrock:ApplyGuardrail", "Resource": "GUARDRAIL_ARN"}]}'
cloudformation: |
  Type: AWS::IAM::RolePolicy
  Properties:
    RoleName: !Ref Role
    PolicyName: agent
    PolicyDocument:
      Version: "2012-10-17"
      Statement:
        - Effect: Allow
          Action: bedrock:InvokeModel
          Resource: !Ref ModelArn
        - Effect: Allow
          Action: bedrock:Retrieve
          Resource: !GetAtt KnowledgeBase.KnowledgeBaseArn
        - Effect: Allow
          Action: bedrock:ApplyGuardrail
          Resource: !GetAtt Guardrail.GuardrailArn
terraform: |
  resource "aws_iam_role_policy" "agent" {
    role = aws_iam_role.this.id
    policy = jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Effect   = "Allow"
        Action   = "bedrock:InvokeModel"
        Resource = var.model_arn
        }, {
        Effect   = "Allow"
        Action   = "bedrock:Retrieve"
        Resource = aws_bedrockagent_knowledge_base.this.arn
        }, {
        Effect   = "Allow"
        Action   = "bedrock:ApplyGuardrail"
        Resource = aws_bedrock_guardrail.this.guardrail_arn
      }]
    })
  }
---*/
