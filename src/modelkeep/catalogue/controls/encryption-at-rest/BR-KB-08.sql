/*---
id: BR-KB-08
title: Managed knowledge bases are encrypted with a key of your own
severity: medium
subject: bedrock_knowledge_base
why: A managed knowledge base keeps your documents and embeddings at Bedrock. With a key of your own you can shut them off.
fix: Create the knowledge base with serverSideEncryptionConfiguration.kmsKeyArn.
maps:
  gdpr: ["Art.32(1)(a)"]
  hipaa: ["164.312(a)(2)(iv)"]
  owasp-llm: [LLM08]
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/encryption-kb.html"]
---*/
select arn as resource,
       kms_key_arn <> '' as passed,
       case when passed then 'encrypted with ' || kms_key_arn else 'encrypted with a key of AWS' end as reason
from bedrock_knowledge_base
where type = 'MANAGED' or type is null

/*---
attack: >
  Documents and embeddings lie in Bedrock's own storage. When a role that may query them is stolen, there is no key of
  yours whose withdrawal closes them at once.
console: >
  Amazon Bedrock > Knowledge bases > Create, managed knowledge base, encryption settings, choose a customer managed key.
  It cannot be changed later.
cli: |
  aws bedrock-agent create-knowledge-base --name NAME --role-arn ROLE --knowledge-base-configuration \
    'type=MANAGED,managedKnowledgeBaseConfiguration={serverSideEncryptionConfiguration={kmsKeyArn=KEY_ARN}}'
cloudformation: |
  Type: AWS::Bedrock::KnowledgeBase
  Properties:
    KnowledgeBaseConfiguration:
      Type: MANAGED
      ManagedKnowledgeBaseConfiguration:
        ServerSideEncryptionConfiguration:
          KmsKeyArn: !GetAtt Key.Arn
terraform: |
  resource "awscc_bedrock_knowledge_base" "this" {
    knowledge_base_configuration = {
      type = "MANAGED"
      managed_knowledge_base_configuration = {
        server_side_encryption_configuration = {
          kms_key_arn = aws_kms_key.this.arn
        }
      }
    }
  }
---*/
