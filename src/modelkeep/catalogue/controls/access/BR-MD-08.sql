/*---
id: BR-MD-08
title: Guardrails are not open to everybody
severity: medium
subject: bedrock_guardrail
why: Whoever may read or apply your guardrail can try at leisure what gets past it.
fix: Name accounts in the guardrail's resource policy, or restrict it to your organisation with aws:PrincipalOrgID.
maps: {gdpr: ["Art.32(1)(b)"], cis-aws-7.0: ["2.21"], mitre-atlas: [AML.T0054]}
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-resource-based-policies.html"]
---*/
with open_to as (
    select arn, any_true(when_allowed(effect,
               is_broad_principal(principals, not_principals) and not restricts_to_account(conditions))) as everybody
    from bedrock_guardrail_policy_statement
    group by arn
)
select g.arn as resource,
       case when p.arn is null then null when o.arn is null then true else not o.everybody end as passed,
       case when passed then 'the resource policy names nobody beyond single accounts or the organisation'
            else 'the resource policy names everybody' end as reason
from bedrock_guardrail g
left join bedrock_guardrail_policy p on p.arn = g.arn
left join open_to o on o.arn = g.arn

/*---
attack: >
  An attacker reads from another account what your guardrail blocks, or tries prompts on it at your cost until one
  passes, and then uses that one on your assistant.
console: >
  Not in the console: the resource policy of a guardrail is set with the CLI. Name accounts in Principal, or add the
  condition aws:PrincipalOrgID.
cli: |
  aws bedrock put-resource-policy --resource-arn GUARDRAIL_ARN --resource-policy \
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",
    "Action": ["bedrock:ApplyGuardrail", "bedrock:GetGuardrail"], "Resource": "GUARDRAIL_ARN",
    "Condition": {"StringEquals": {"aws:PrincipalOrgID": "ORG"}}}]}'
cloudformation: |
  Type: AWS::Bedrock::ResourcePolicy
  Properties:
    ResourceArn: !GetAtt Guardrail.GuardrailArn
    PolicyDocument:
      Version: "2012-10-17"
      Statement:
        - Effect: Allow
          Principal: "*"
          Action:
            - bedrock:ApplyGuardrail
            - bedrock:GetGuardrail
          Resource: !GetAtt Guardrail.GuardrailArn
          Condition:
            StringEquals:
              aws:PrincipalOrgID: !Ref OrganizationId
terraform: |
  resource "awscc_bedrock_resource_policy" "this" {
    resource_arn = aws_bedrock_guardrail.this.guardrail_arn
    policy_document = jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Effect    = "Allow"
        Principal = "*"
        Action    = ["bedrock:ApplyGuardrail", "bedrock:GetGuardrail"]
        Resource  = aws_bedrock_guardrail.this.guardrail_arn
        Condition = { StringEquals = { "aws:PrincipalOrgID" = var.organization_id } }
      }]
    })
  }
---*/
