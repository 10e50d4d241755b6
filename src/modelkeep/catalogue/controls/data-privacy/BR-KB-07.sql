/*---
id: BR-KB-07
title: Deleting a data source deletes what was embedded from it
severity: low
subject: bedrock_data_source
why: Embeddings that outlive their documents go on answering with data that somebody asked you to erase.
fix: Set dataDeletionPolicy to DELETE.
maps:
  gdpr: ["Art.5(1)(e)"]
  owasp-llm: [LLM08]
references: ["https://docs.aws.amazon.com/bedrock/latest/APIReference/API_agent_CreateDataSource.html"]
---*/
select arn as resource,
       data_deletion_policy = 'DELETE' as passed,
       'the data deletion policy is ' || data_deletion_policy as reason
from bedrock_data_source
