/*---
id: BR-GR-04
title: Guardrails of agents that search documents check that answers follow from them
severity: medium
subject: bedrock_guardrail
why: An answer that the documents do not support is believed because it seems to come from them.
fix: Add a contextual grounding filter of type GROUNDING with action BLOCK and a threshold such as 0.7 to the guardrail.
maps:
  mitre-atlas: [AML.T0070]
  owasp-llm: [LLM09]
peers: {prowler: [bedrock_guardrail_contextual_grounding_filter_enabled]}
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-contextual-grounding-check.html"]
---*/
with searching as (
    select distinct bedrock_arn(a.guardrail_identifier, 'guardrail', a.account, a.region) as guardrail_arn
    from bedrock_agent a join bedrock_agent_knowledge_base k on k.arn = a.arn and k.knowledge_base_state = 'ENABLED'
)
select g.arn as resource,
       case when g.version is null then null else coalesce(bool_or(f.blocks and f.threshold > 0), false) end as passed,
       case when passed then 'version ' || g.version || ' blocks answers that are not grounded'
            else 'version ' || g.version || ' does not block answers that are not grounded' end as reason
from bedrock_guardrail g
join searching s on s.guardrail_arn = g.arn
left join bedrock_guardrail_contextual_grounding f on f.arn = g.arn and f.type = 'GROUNDING'
group by g.arn, g.version

/*---
attack: >
  Somebody gets the assistant to state terms, prices or advice that are in none of your documents, and holds you to
  it. Without the grounding filter, invented answers pass as found ones.
console: >
  Amazon Bedrock > Guardrails > the guardrail > Working draft, Contextual grounding check > Edit, enable the grounding
  check with threshold 0.7 and action Block; then Create version.
cli: |
  aws bedrock update-guardrail --cli-input-json file://guardrail.json \
    --contextual-grounding-policy-config '{"filtersConfig": [{"type": "GROUNDING", "threshold": 0.7, "action": "BLOCK"}]}'
  aws bedrock create-guardrail-version --guardrail-identifier GUARDRAIL
cloudformation: |
  Type: AWS::Bedrock::Guardrail
  Properties:
    ContextualGroundingPolicyConfig:
      FiltersConfig:
        - Type: GROUNDING
          Threshold: 0.7
          Action: BLOCK
terraform: |
  resource "aws_bedrock_guardrail" "this" {
    contextual_grounding_policy_config {
      filters_config {
        type      = "GROUNDING"
        threshold = 0.7
      }
    }
  }
---*/
