/*---
kind: image_from
doc: The repository that holds an agent's image.
---*/
select arn as src, ecr_repository_arn(container_uri) as dst from bedrockagentcore_runtime
