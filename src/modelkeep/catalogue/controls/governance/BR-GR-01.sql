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
references:
  - https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails.html
  - https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-enforcements.html
notes: >
  Applies to regions in which Bedrock is used. A guardrail that the account or its organisation enforces there counts too, on whichever
  models; BR-GR-10 asks whether it is enforced on all.
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
enforced as (select distinct account, region from bedrock_enforced_guardrail_configuration),
organised as (select distinct account, applies_in as region from organizations_effective_bedrock_policy_guardrail),
-- What a row rests on is told by `uses`, so that an organisation that keeps silent does not touch what the account has itself;
-- rows that are missing because these lists were not read are then ours to tell.
not_read as (
    select distinct account, region from "read"
    where outcome not in ('ok', 'absent', 'unsupported')
      and call in ('cloudwatch:ListMetrics', 'bedrock-agent:ListAgents', 'bedrock-agent:ListKnowledgeBases',
                   'bedrock:ListCustomModels', 'bedrock:ListImportedModels', 'bedrock:ListProvisionedModelThroughputs')
)
select r.arn as resource,
       case when u.account is null then null
            when e.account is not null or o.account is not null then true
            else case when g.account is null then false else g.ready end or case when p.configured is not null then false end
            end as passed,
       case when u.account is null then 'whether Bedrock is used here was not read'
            when e.account is not null then 'the account enforces a guardrail'
            when o.account is not null then 'the organisation enforces a guardrail'
            when passed then 'a guardrail is ready'
            when not passed then 'Bedrock is used here and no guardrail is ready'
            when p.configured is null then 'Bedrock is used here; what the organisation enforces was not read' end as reason,
       case when e.account is not null or g.ready then [r.arn] else [r.arn, p.arn] end as uses
from scope_region r
left join used u on u.account = r.account and u.region = r.region
left join ready g on g.account = r.account and g.region = r.region
left join enforced e on e.account = r.account and e.region = r.region
left join organised o on o.account = r.account and o.region = r.region
left join organizations_effective_bedrock_policy p on p.account = r.account
where u.account is not null or exists (select 1 from not_read n where n.account = r.account and n.region = r.region)

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
