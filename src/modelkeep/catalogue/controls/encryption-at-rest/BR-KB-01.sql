/*---
id: BR-KB-01
title: What knowledge bases take in is encrypted with a key of your own
severity: medium
subject: bedrock_data_source
why: While documents are parsed and embedded, Bedrock stores them. With a key of your own you decide who can read that.
fix: Set serverSideEncryptionConfiguration.kmsKeyArn on the data source.
maps: {gdpr: ["Art.32(1)(a)"], hipaa: ["164.312(a)(2)(iv)"], aws-ai-security: [Bedrock.1], owasp-llm: [LLM08]}
peers: {prowler: [bedrock_knowledge_base_encrypted_with_cmk], securityhub: [Bedrock.1], config: [bedrock-data-source-encryption-enabled]}
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/encryption-kb.html"]
---*/
select arn as resource,
       kms_key_arn <> '' as passed,
       case when passed then 'encrypted with ' || kms_key_arn else 'encrypted with a key of AWS' end as reason
from bedrock_data_source

/*---
attack: >
  While documents are taken in, copies of them lie in storage of Bedrock. Without a key of your own you cannot cut that
  off when credentials that may use the data source leak.
console: >
  Amazon Bedrock > Knowledge bases, open the knowledge base, Data source, Edit, Advanced settings, KMS key for transient
  data storage, "Customize encryption settings", choose a customer managed key.
cli: |
  # UpdateDataSource replaces the whole configuration: pass its other settings along.
  aws bedrock-agent update-data-source --knowledge-base-id KB --data-source-id SOURCE --name NAME \
    --data-source-configuration 'type=S3,s3Configuration={bucketArn=arn:aws:s3:::BUCKET}' \
    --server-side-encryption-configuration kmsKeyArn=KEY_ARN
cloudformation: |
  Type: AWS::Bedrock::DataSource
  Properties:
    ServerSideEncryptionConfiguration:
      KmsKeyArn: !GetAtt Key.Arn
terraform: |
  resource "aws_bedrockagent_data_source" "this" {
    server_side_encryption_configuration {
      kms_key_arn = aws_kms_key.this.arn
    }
  }
---*/
