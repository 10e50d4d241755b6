/*---
kind: agent
doc: An agent itself.
---*/
select arn as src, arn as dst from bedrock_agent
