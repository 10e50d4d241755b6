/*---
id: BR-GR-03
title: Guardrails block or mask personal data in prompts and answers
severity: high
subject: bedrock_guardrail
why: >
  Assistants repeat what they were told or trained on. A sensitive information filter stops names, card numbers and keys
  on their way into the model and out of it.
fix: >
  Add the kinds of personal data that must not pass (and patterns for your own identifiers) to the guardrail with action
  BLOCK or ANONYMIZE for input and output, and publish a version.
maps:
  gdpr: [Art.25, "Art.5(1)(f)"]
  nist-ai-rmf: ["MEASURE 2.10"]
  soc2: ["C1.1"]
  mitre-atlas: [AML.T0057]
  owasp-llm: [LLM02]
profiles: [baseline]
peers: {prowler: [bedrock_guardrail_sensitive_information_filter_enabled, bedrock_guardrail_sensitive_information_filter_enforced]}
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-sensitive-filters.html"]
---*/
select g.arn as resource,
       coalesce(bool_or(s.input_action in ('BLOCK', 'ANONYMIZE')), false) as in_prompts,
       coalesce(bool_or(s.output_action in ('BLOCK', 'ANONYMIZE')), false) as in_answers,
       case when g.version is null then null else in_prompts and in_answers end as passed,
       case when passed then 'version ' || g.version || ' stops ' || count(s.arn) || ' kinds of data'
            when in_prompts then 'version ' || g.version || ' lets personal data out in answers'
            when in_answers then 'version ' || g.version || ' lets personal data in with prompts'
            else 'version ' || g.version || ' lets all personal data through' end as reason
from bedrock_guardrail g
left join bedrock_guardrail_sensitive_information s on s.arn = g.arn
group by g.arn, g.version

/*---
attack: >
  An outsider asks the assistant to list the customers or keys that stand in its documents. The model answers, and nothing
  on the way out looks for names, card numbers or keys.
console: >
  Amazon Bedrock > Guardrails, open the guardrail, working draft, Sensitive information filters, Edit, add the PII types
  with "Block" or "Mask" for input and output, save, then Create version.
cli: |
  # UpdateGuardrail replaces the whole configuration: pass its other policies along.
  aws bedrock update-guardrail --guardrail-identifier GUARDRAIL --name NAME \
    --blocked-input-messaging "I cannot take this." --blocked-outputs-messaging "I cannot answer this." \
    --sensitive-information-policy-config 'piiEntitiesConfig=[{type=EMAIL,action=ANONYMIZE},{type=CREDIT_DEBIT_CARD_NUMBER,action=BLOCK},{type=AWS_SECRET_KEY,action=BLOCK}]'
  aws bedrock create-guardrail-version --guardrail-identifier GUARDRAIL
cloudformation: |
  Type: AWS::Bedrock::Guardrail
  Properties:
    SensitiveInformationPolicyConfig:
      PiiEntitiesConfig:
        - Type: EMAIL
          Action: ANONYMIZE
        - Type: CREDIT_DEBIT_CARD_NUMBER
          Action: BLOCK
        - Type: AWS_SECRET_KEY
          Action: BLOCK
terraform: |
  resource "aws_bedrock_guardrail" "this" {
    sensitive_information_policy_config {
      pii_entities_config {
        type   = "EMAIL"
        action = "ANONYMIZE"
      }
      pii_entities_config {
        type   = "CREDIT_DEBIT_CARD_NUMBER"
        action = "BLOCK"
      }
    }
  }
---*/
