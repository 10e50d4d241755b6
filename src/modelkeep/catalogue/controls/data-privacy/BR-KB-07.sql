/*---
id: BR-KB-07
title: Deleting a data source deletes what was embedded from it
severity: low
subject: bedrock_data_source
why: Embeddings that outlive their documents go on answering with data that somebody asked you to erase.
fix: Set dataDeletionPolicy to DELETE.
maps: {gdpr: ["Art.5(1)(e)"], soc2: ["P4.3"], owasp-llm: [LLM08]}
references: ["https://docs.aws.amazon.com/bedrock/latest/APIReference/API_agent_CreateDataSource.html"]
---*/
select arn as resource,
       data_deletion_policy = 'DELETE' as passed,
       'the data deletion policy is ' || data_deletion_policy as reason
from bedrock_data_source

/*---
attack: >
  A document with personal data is erased and its data source deleted. Somebody asks the assistant about that person, and
  the passages that stayed in the vector store answer.
console: >
  Amazon Bedrock > Knowledge bases, open the knowledge base, select the data source, Edit, Advanced settings, Data
  deletion policy "Delete".
cli: |
  # UpdateDataSource replaces the whole configuration: pass its other settings along.
  aws bedrock-agent update-data-source --knowledge-base-id KB --data-source-id SOURCE --name NAME \
    --data-source-configuration 'type=S3,s3Configuration={bucketArn=arn:aws:s3:::BUCKET}' --data-deletion-policy DELETE
cloudformation: |
  Type: AWS::Bedrock::DataSource
  Properties:
    DataDeletionPolicy: DELETE
terraform: |
  resource "aws_bedrockagent_data_source" "this" {
    data_deletion_policy = "DELETE"
  }
---*/
