/*---
id: BR-KB-11
title: Managed knowledge bases are not open to other accounts
severity: high
subject: bedrock_knowledge_base
why: A resource policy that names other accounts lets them search your documents past every agent and guardrail.
fix: Remove the principals of other accounts from the resource policy, or restrict it to your organisation with aws:PrincipalOrgID.
maps:
  gdpr: ["Art.32(1)(b)"]
  hipaa: ["164.312(a)(1)"]
  owasp-llm: [LLM02, LLM08]
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/kb-managed-cross-account.html"]
---*/
with open_to as (
    select s.arn, any_true(when_allowed(s.effect, not restricts_to_account(s.conditions)
               and (is_everybody(s.principals, s.not_principals)
                    or coalesce(list_bool_or(list_transform(s.principals, lambda p:
                        p like 'AWS:arn:%' and account_of(substr(p, 5)) <> s.account)), false)))) as strangers
    from bedrock_knowledge_base_policy_statement s
    group by s.arn
)
select k.arn as resource,
       case when p.arn is null then null when o.arn is null then true else not o.strangers end as passed,
       case when passed then 'the resource policy names nobody else' else 'the resource policy names other accounts' end as reason
from bedrock_knowledge_base k
left join bedrock_knowledge_base_policy p on p.arn = k.arn
left join open_to o on o.arn = k.arn
where k.type = 'MANAGED' or k.type is null

/*---
attack: >
  A partner's account that was broken into asks the knowledge base until it has all documents, and your log shows
  nothing but a partner that searches.
console: >
  Not in the console: the resource policy of a knowledge base is set with the CLI. Remove the principals of other
  accounts, or add the condition aws:PrincipalOrgID.
cli: |
  aws bedrock-agent put-resource-policy --resource-arn KNOWLEDGE_BASE_ARN --policy \
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "bedrock:Retrieve",
    "Resource": "KNOWLEDGE_BASE_ARN", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "ORG"}}}]}'
cloudformation: |
  Type: AWS::Bedrock::KnowledgeBasePolicy
  Properties:
    KnowledgeBaseId: !Ref KnowledgeBase
    PolicyDocument:
      Version: "2012-10-17"
      Statement:
        - Effect: Allow
          Principal: "*"
          Action: bedrock:Retrieve
          Resource: !GetAtt KnowledgeBase.KnowledgeBaseArn
          Condition:
            StringEquals:
              aws:PrincipalOrgID: !Ref OrganizationId
terraform: |
  resource "awscc_bedrock_knowledge_base_policy" "this" {
    knowledge_base_id = aws_bedrockagent_knowledge_base.this.id
    policy_document = jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Effect    = "Allow"
        Principal = "*"
        Action    = "bedrock:Retrieve"
        Resource  = aws_bedrockagent_knowledge_base.this.arn
        Condition = { StringEquals = { "aws:PrincipalOrgID" = var.organization_id } }
      }]
    })
  }
---*/
