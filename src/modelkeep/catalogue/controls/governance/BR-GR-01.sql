/*---
id: BR-GR-01
title: There is a guardrail wherever Bedrock is used
severity: medium
subject: scope_region
complete: [bedrock_guardrail, bedrock_enforced_guardrail_configuration]
why: Without a guardrail, only the model's own training stands between an attacker's prompt and what your assistant says or does.
fix: Create a guardrail, publish a version of it, and use it in every agent and model call.
maps:
  gdpr: [Art.25]
  nist-ai-rmf: ["MEASURE 2.6", "MAP 4.2"]
  iso-42001: [A.6.2.6]
  mitre-atlas: [AML.T0054, AML.M0020]
  owasp-llm: [LLM01]
peers: {prowler: [bedrock_guardrails_configured]}
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails.html"]
---*/
with used as (
    select account, region from bedrock_invoked_model
    union select account, region from bedrock_agent
    union select account, region from bedrock_knowledge_base
    union select account, region from bedrock_custom_model
    union select account, region from bedrock_imported_model
    union select account, region from bedrock_provisioned_model_throughput
),
ready as (
    select account, region, any_true(status = 'READY') as ready from bedrock_guardrail group by all
),
enforced as (select distinct account, region from bedrock_enforced_guardrail_configuration)
select r.arn as resource,
       case when e.account is not null then true when g.account is null then false else g.ready end as passed,
       case when passed then 'a guardrail is ready' else 'Bedrock is used here and no guardrail is ready' end as reason
from scope_region r
join used u on u.account = r.account and u.region = r.region
left join ready g on g.account = r.account and g.region = r.region
left join enforced e on e.account = r.account and e.region = r.region

/*---
attack: >
  Users talk models into harmful or confidential answers with tricks that are public. Where there is no guardrail, no
  application in the region can be using one.
console: >
  Amazon Bedrock > Guardrails > Create guardrail, choose filters, then Create version, and name it in agents and model
  calls.
cli: |
  aws bedrock create-guardrail --name NAME --blocked-input-messaging "This cannot be answered." \
    --blocked-outputs-messaging "This cannot be answered." \
    --content-policy-config '{"filtersConfig": [{"type": "PROMPT_ATTACK", "inputStrength": "HIGH", "outputStrength": "NONE"}]}'
  aws bedrock create-guardrail-version --guardrail-identifier GUARDRAIL
cloudformation: |
  Type: AWS::Bedrock::Guardrail
  Properties:
    Name: NAME
    BlockedInputMessaging: This cannot be answered.
    BlockedOutputsMessaging: This cannot be answered.
    ContentPolicyConfig:
      FiltersConfig:
        - Type: PROMPT_ATTACK
          InputStrength: HIGH
          OutputStrength: NONE
terraform: |
  resource "aws_bedrock_guardrail" "this" {
    name                      = "assistant"
    blocked_input_messaging   = "This cannot be answered."
    blocked_outputs_messaging = "This cannot be answered."
    content_policy_config {
      filters_config {
        type            = "PROMPT_ATTACK"
        input_strength  = "HIGH"
        output_strength = "NONE"
      }
    }
  }
---*/
