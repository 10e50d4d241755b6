/*---
id: BR-MD-13
title: Foundation models in use are not at or near the end of their life
severity: medium
subject: bedrock_agent
also: [bedrock_custom_model, bedrock_provisioned_model_throughput, bedrock_knowledge_base]
why: >
  A legacy model gets no new version from its maker, and on the day of its end of life Bedrock refuses every request to it. What hangs on
  it stops then, and is replaced in a hurry, past the tests that its successor should see.
fix: >
  Choose an active model, evaluate it with your own prompts and guardrails, and change the agent, knowledge base or throughput. A custom
  model has to be trained again on a base model that is active.
maps: {iso-42001: [A.10.3], soc2: ["CC7.1"]}
profiles: [baseline]
references:
  - https://docs.aws.amazon.com/bedrock/latest/userguide/model-lifecycle.html
  - https://docs.aws.amazon.com/bedrock/latest/APIReference/API_FoundationModelLifecycle.html
notes: >
  Near is what Bedrock calls legacy, or an end of life within 90 days. A model that a region does not list is UNKNOWN: it may have ended,
  or be offered in other regions only. Behind an inference profile the model is looked up in the profile's own region.
---*/
with used(arn, account, region, collected_at, model) as (
    select arn, account, region, collected_at, bedrock_model_arn(foundation_model, account, region) from bedrock_agent
    union all
    select arn, account, region, collected_at, base_model_arn from bedrock_custom_model
    union all
    select arn, account, region, collected_at, foundation_model_arn from bedrock_provisioned_model_throughput
    union all
    select arn, account, region, collected_at, embedding_model_arn from bedrock_knowledge_base
),
-- A profile stands for its model; one that was not read names it behind the prefix for where requests may go.
named as (
    select u.arn, u.account, u.region, u.collected_at, u.model,
           case when u.model like '%:foundation-model/%' then regexp_extract(u.model, 'foundation-model/(.*)$', 1)
                when p.arn is not null then regexp_extract(p.model_arns[1], 'foundation-model/(.*)$', 1)
                when u.model like '%:inference-profile/%' then regexp_extract(u.model, 'inference-profile/[a-z-]+\.(.*)$', 1) end as id
    from used u left join bedrock_inference_profile p on p.arn = u.model
    where u.model is null or u.model like '%:foundation-model/%' or u.model like '%inference-profile/%'
),
-- Variants of a model with a longer context (":300k") are models of their own, or not listed.
life as (
    select n.*, coalesce(f.model_id, g.model_id) as listed, coalesce(f.lifecycle_status, g.lifecycle_status) as status,
           coalesce(f.end_of_life_at, g.end_of_life_at) as ends
    from named n
    left join bedrock_foundation_model f on f.account = n.account and f.region = n.region and f.model_id = n.id
    left join bedrock_foundation_model g
        on g.account = n.account and g.region = n.region and g.model_id = regexp_replace(n.id, ':\d+k$', '')
)
select arn as resource,
       case when ends < collected_at + interval 90 day or status = 'LEGACY' then false when status = 'ACTIVE' then true end as passed,
       case when id is null then 'which foundation model it uses was not read'
            when listed is null then id || ' is not among the models that Bedrock lists in ' || region
            when ends <= collected_at then id || ' reached its end of life on ' || ends::date
            when status = 'LEGACY' then id || ' is legacy' || coalesce(', its end of life is ' || ends::date, '')
            when not passed then 'the end of life of ' || id || ' is ' || ends::date
            else id || ' is ' || lower(status) || coalesce(', its end of life is ' || ends::date, '') end as reason,
       [arn] as uses
from life

/*---
attack: >
  The model's life ends on a Tuesday. The assistant is moved to whatever still answers, without the guardrail tests and evaluations that the old
  one had; the prompts that the old model refused work on the new one, and attackers try them first.
console: >
  Amazon Bedrock > Model catalog shows each model's status. Then Agents > the agent > Edit in agent builder > Select model, save, prepare and
  point the alias at a new version.
cli: |
  aws bedrock list-foundation-models --query 'modelSummaries[].[modelId,modelLifecycle.status,modelLifecycle.endOfLifeTime]'
  aws bedrock-agent update-agent --agent-id AGENT --agent-name NAME --agent-resource-role-arn ROLE --foundation-model MODEL
  aws bedrock-agent prepare-agent --agent-id AGENT
cloudformation: |
  Type: AWS::Bedrock::Agent
  Properties:
    AgentName: assistant
    FoundationModel: anthropic.claude-sonnet-4-20250514-v1:0
terraform: |
  resource "aws_bedrockagent_agent" "this" {
    agent_name              = "assistant"
    agent_resource_role_arn = aws_iam_role.agent.arn
    foundation_model        = "anthropic.claude-sonnet-4-20250514-v1:0"
  }
---*/
