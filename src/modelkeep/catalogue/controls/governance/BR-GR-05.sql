/*---
id: BR-GR-05
title: Guardrails block every harmful category in prompts and answers
severity: medium
subject: bedrock_guardrail
why: An assistant that can be made to insult people or to help with crimes harms them and whoever offers it.
fix: Set the filters HATE, INSULTS, SEXUAL, VIOLENCE and MISCONDUCT to at least MEDIUM with action BLOCK for input and output.
maps: {nist-ai-rmf: ["MEASURE 2.6"], mitre-atlas: [AML.T0054], owasp-llm: [LLM05]}
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-content-filters.html"]
---*/
with category as (select unnest(['HATE', 'INSULTS', 'SEXUAL', 'VIOLENCE', 'MISCONDUCT']) as type),
filtered as (
    select g.arn, g.version, c.type,
           coalesce(f.blocks_input and f.blocks_output and f.input_strength in ('MEDIUM', 'HIGH')
                    and f.output_strength in ('MEDIUM', 'HIGH'), false) as blocked
    from bedrock_guardrail g cross join category c
    left join bedrock_guardrail_content_filter f on f.arn = g.arn and f.type = c.type
)
select arn as resource,
       case when version is null then null else bool_and(blocked) end as passed,
       case when passed then 'version ' || version || ' blocks all five categories'
            else 'version ' || version || ' is weak on ' || string_agg(type, ', ' order by type) filter (where not blocked)
       end as reason
from filtered
group by arn, version

/*---
attack: >
  Somebody makes the assistant insult customers or explain a crime, and publishes the answer under your name. A
  category that the guardrail leaves out is the one that they find.
console: >
  Amazon Bedrock > Guardrails > the guardrail > Working draft, Content filters > Edit, set Hate, Insults, Sexual,
  Violence and Misconduct to Medium or High with action Block, for prompts and responses; then Create version.
cli: |
  aws bedrock update-guardrail --cli-input-json file://guardrail.json --content-policy-config '{"filtersConfig": [
    {"type": "HATE", "inputStrength": "HIGH", "outputStrength": "HIGH"},
    {"type": "INSULTS", "inputStrength": "HIGH", "outputStrength": "HIGH"},
    {"type": "SEXUAL", "inputStrength": "HIGH", "outputStrength": "HIGH"},
    {"type": "VIOLENCE", "inputStrength": "HIGH", "outputStrength": "HIGH"},
    {"type": "MISCONDUCT", "inputStrength": "HIGH", "outputStrength": "HIGH"}]}'
  aws bedrock create-guardrail-version --guardrail-identifier GUARDRAIL
cloudformation: |
  Type: AWS::Bedrock::Guardrail
  Properties:
    ContentPolicyConfig:
      FiltersConfig:
        - {Type: HATE, InputStrength: HIGH, OutputStrength: HIGH}
        - {Type: INSULTS, InputStrength: HIGH, OutputStrength: HIGH}
        - {Type: SEXUAL, InputStrength: HIGH, OutputStrength: HIGH}
        - {Type: VIOLENCE, InputStrength: HIGH, OutputStrength: HIGH}
        - {Type: MISCONDUCT, InputStrength: HIGH, OutputStrength: HIGH}
terraform: |
  resource "aws_bedrock_guardrail" "this" {
    content_policy_config {
      dynamic "filters_config" {
        for_each = ["HATE", "INSULTS", "SEXUAL", "VIOLENCE", "MISCONDUCT"]
        content {
          type            = filters_config.value
          input_strength  = "HIGH"
          output_strength = "HIGH"
        }
      }
    }
  }
---*/
