/*---
kind: invokes
doc: The endpoints, agents and knowledge bases that a function's environment variables name.
---*/
with named as (
    select arn, account, region, unnest(environment_model_references) as reference from lambda_function
)
select arn as src, reference as dst from named where reference like 'arn:%'
union all
select n.arn, e.arn
from named n join sagemaker_endpoint e
    on e.account = n.account and e.region = n.region and lower(e.name) = lower(n.reference)
union all
select n.arn, a.arn
from named n join bedrock_agent a
    on a.account = n.account and a.region = n.region and a.arn like '%:agent/' || n.reference
union all
select n.arn, k.arn
from named n join bedrock_knowledge_base k
    on k.account = n.account and k.region = n.region and k.arn like '%:knowledge-base/' || n.reference
