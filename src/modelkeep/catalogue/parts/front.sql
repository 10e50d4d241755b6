/*---
kind: front
doc: The methods of APIs that lead to an endpoint of the model or to the agent, straight or through what asks it.
---*/
with asks as (
    select arn as front, dst from relation where kind = 'invokes'
),
leads(front, hop, dst) as (
    select front, dst, dst from asks
    union
    select a.front, a.dst, b.dst from asks a join asks b on b.front = a.dst
),
method as (
    select m.arn as api, m.integration_uri as uri,
           split_part(a.arn, ':', 2) || ':execute-api:' || a.region || ':' || a.account || ':' || a.rest_api_id || '/*/'
           || replace(m.http_method, 'ANY', '*') || regexp_replace(m.path, '\{[^}/]*\}', '*', 'g') as named
    from apigateway_rest_api_method m join apigateway_rest_api a on a.arn = m.arn and a.account = m.account
    union
    select a.arn, i.integration_uri,
           split_part(a.arn, ':', 2) || ':execute-api:' || a.region || ':' || a.account || ':' || a.api_id || '/*/'
           || case when a.protocol_type = 'WEBSOCKET' then '$connect'
                   else regexp_replace(regexp_replace(replace(r.route_key, ' ', ''), '^ANY', '*'), '\{[^}/]*\}', '*', 'g') end
    from apigatewayv2_api_route r
    join apigatewayv2_api a on a.arn = r.arn and a.account = r.account
    join apigatewayv2_api_integration i on i.arn = r.arn and i.integration_id = r.integration_id
)
select mr.model as src, 'arn:' || m.named as dst
from method m
join leads l on l.front = m.api
     and (contains(lower(m.uri), lower(regexp_extract(l.hop, '[^:/]+$'))) or l.hop like 'arn:%:elasticloadbalancing:%')
join model_resource mr on mr.arn = l.dst and (mr.arn = mr.model or mr.arn like 'arn:%:sagemaker:%:endpoint/%')
