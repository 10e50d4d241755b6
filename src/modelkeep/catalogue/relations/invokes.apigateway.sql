/*---
kind: invokes
doc: The endpoints, functions and load balancers that an API leads to, and the stages and domain names that lead to the API.
---*/
with integration as (
    select arn, account, integration_uri as uri from apigateway_rest_api_method
    union
    select arn, account, integration_uri from apigatewayv2_api_integration
)
select i.arn as src, e.arn as dst
from integration i join sagemaker_endpoint e
    on e.account = i.account and e.region = split_part(i.uri, ':', 4)
       and lower(e.name) = lower(regexp_extract(i.uri, ':runtime\.sagemaker:path/+endpoints/([^/]+)/', 1))
union all
select arn, regexp_extract(uri, 'arn:[^:]+:lambda:[^:]+:\d{12}:function:[A-Za-z0-9_-]+') from integration
union all
select i.arn, l.arn
from integration i join elasticloadbalancingv2_load_balancer l
    on l.dns_name <> '' and lower(regexp_extract(i.uri, '^https?://([^/:]+)', 1)) = lower(l.dns_name)
union all
select arn, uri from integration where uri like 'arn:%:elasticloadbalancing:%:listener/%'
union all
select arn, rest_api_arn from apigateway_stage
union all
select arn, api_arn from apigatewayv2_stage
union all
select m.arn, a.arn
from apigateway_domain_name_mapping m
     join apigateway_rest_api a on a.account = m.account and a.region = m.region and a.rest_api_id = m.api_id
union all
select m.arn, a.arn
from apigateway_domain_name_mapping m
     join apigatewayv2_api a on a.account = m.account and a.region = m.region and a.api_id = m.api_id
