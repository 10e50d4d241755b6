/*---
kind: runs_as
doc: The IAM roles of a task, for its code and for starting it.
---*/
select arn as src, task_role_arn as dst from ecs_task_definition
union all
select arn, execution_role_arn from ecs_task_definition
