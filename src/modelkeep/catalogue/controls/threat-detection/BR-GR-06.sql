/*---
id: BR-GR-06
title: Guardrails use the standard tier of content filters
severity: low
subject: bedrock_guardrail
why: >
  The standard tier recognises more kinds of prompt attacks, in more languages and with typing errors, than the classic tier,
  which attackers evade by changing the language.
fix: Choose the STANDARD tier in the content filters of the guardrail (it needs a cross-Region guardrail profile), and publish a version.
maps:
  mitre-atlas: [AML.T0051]
  owasp-llm: [LLM01]
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-tiers.html"]
---*/
select arn as resource,
       content_filters_tier = 'STANDARD' as passed,
       'version ' || version || ' has tier ' || content_filters_tier as reason
from bedrock_guardrail
where content_filters_tier is distinct from ''

/*---
attack: >
  A jailbreak that is blocked in English is sent in another language, or with the letters mixed up. The classic tier lets it
  pass.
console: >
  Amazon Bedrock > Guardrails, open the guardrail, working draft, turn on cross-Region inference, Content filters, Edit,
  tier "Standard", save, then Create version.
cli: |
  # UpdateGuardrail replaces the whole configuration: pass its other policies along.
  aws bedrock update-guardrail --guardrail-identifier GUARDRAIL --name NAME \
    --blocked-input-messaging "I cannot take this." --blocked-outputs-messaging "I cannot answer this." \
    --cross-region-config guardrailProfileIdentifier=PROFILE_ARN \
    --content-policy-config 'filtersConfig=[{type=PROMPT_ATTACK,inputStrength=HIGH,outputStrength=NONE}],tierConfig={tierName=STANDARD}'
  aws bedrock create-guardrail-version --guardrail-identifier GUARDRAIL
cloudformation: |
  Type: AWS::Bedrock::Guardrail
  Properties:
    CrossRegionConfig:
      GuardrailProfileArn: !Ref GuardrailProfileArn
    ContentPolicyConfig:
      ContentFiltersTierConfig:
        TierName: STANDARD
      FiltersConfig:
        - Type: PROMPT_ATTACK
          InputStrength: HIGH
          OutputStrength: NONE
terraform: |
  resource "aws_bedrock_guardrail" "this" {
    cross_region_config {
      guardrail_profile_identifier = var.guardrail_profile_arn
    }
    content_policy_config {
      tier_config {
        tier_name = "STANDARD"
      }
      filters_config {
        type            = "PROMPT_ATTACK"
        input_strength  = "HIGH"
        output_strength = "NONE"
      }
    }
  }
---*/
