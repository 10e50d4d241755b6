/*---
kind: runs
doc: The task definition that a service runs.
---*/
select arn as src, task_definition_arn as dst from ecs_service
