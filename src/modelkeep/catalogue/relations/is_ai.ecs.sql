/*---
kind: is_ai
doc: >
  Task definitions that ask for accelerators, name a model in their environment variables or are tagged `modelkeep:ai`,
  and the services that run them.
---*/
with task as (
    select arn from ecs_task_definition
    where (map_contains(tags, 'modelkeep:ai') and lower(tags['modelkeep:ai']) <> 'false')
       or list_bool_or(list_transform(model_references, lambda r:
              r like 'arn:%' or regexp_full_match(r, '([a-z]{2,6}(-gov)?\.)?[a-z0-9-]+\.[a-z][a-z0-9-]*[a-z0-9.:-]*')))
    union
    select arn from ecs_task_definition_container_definition where accelerators > 0
)
select arn as src, arn as dst from task
union all
select s.arn, s.arn from ecs_service s join task t on t.arn = s.task_definition_arn
