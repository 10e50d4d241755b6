/*---
kind: image_from
doc: The repository that a container image comes from.
---*/
select arn as src, ecr_repository_arn(image) as dst from ecs_task_definition_container_definition
