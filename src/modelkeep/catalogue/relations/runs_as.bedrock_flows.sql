/*---
kind: runs_as
doc: The IAM role whose permissions a flow has while it runs.
---*/
select arn as src, execution_role_arn as dst from bedrock_flow
