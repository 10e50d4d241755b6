/*---
kind: invokes
doc: The load balancer listeners in front of a service, and the endpoints and agents that its tasks name.
---*/
with named as (
    select s.arn, s.account, s.region, unnest(t.model_references) as reference
    from ecs_service s join ecs_task_definition t on t.arn = s.task_definition_arn
)
select l.arn as src, s.arn as dst
from ecs_service s join elasticloadbalancingv2_listener_action l on list_contains(s.target_group_arns, l.target_group_arn)
union all
select arn, reference from named where reference like 'arn:%'
union all
select n.arn, e.arn
from named n join sagemaker_endpoint e
    on e.account = n.account and e.region = n.region and lower(e.name) = lower(n.reference)
union all
select n.arn, a.arn
from named n join bedrock_agent a
    on a.account = n.account and a.region = n.region and a.arn like '%:agent/' || n.reference
