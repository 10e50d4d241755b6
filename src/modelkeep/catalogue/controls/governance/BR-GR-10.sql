/*---
id: BR-GR-10
title: A guardrail is enforced on every model call
severity: medium
subject: scope_region
complete: [bedrock_enforced_guardrail_configuration]
why: >
  Guardrails that each application names by itself are missing in the one that was built in a hurry. An enforced guardrail applies to all
  of them, and no caller can leave it out.
fix: >
  Let the account enforce a published guardrail in every region where it uses Bedrock (put-enforced-guardrail-configuration), or attach a
  Bedrock policy to the organisation's root, which enforces one of the management account's guardrails on all accounts below.
maps:
  gdpr: [Art.25]
  nist-ai-rmf: ["MAP 4.2"]
  iso-42001: [A.9.2]
  mitre-atlas: [AML.T0051, AML.T0054, AML.M0020]
  owasp-llm: [LLM01]
references:
  - https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-enforcements.html
  - https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_bedrock.html
notes: >
  Applies to regions in which Bedrock is used. The account's own configuration counts, and so does the organisation's Bedrock policy as
  it is in effect for the account. Embedding models may be left out, as they answer with numbers; any other model may not. BR-GR-01 asks whether
  there is a guardrail at all, BR-GR-09 whether a role can call a model without one.
---*/
-- The research had organizations:ListPolicies: only the management account may ask that, and it does not tell what is in effect for whom.
-- DescribeEffectivePolicy does, and every account may ask it about itself.
with used as (
    select account, region from bedrock_invoked_model
    union select account, region from bedrock_agent
    union select account, region from bedrock_knowledge_base
    union select account, region from bedrock_custom_model
    union select account, region from bedrock_imported_model
    union select account, region from bedrock_provisioned_model_throughput
),
-- What a row rests on is told by `uses`, so that an organisation that keeps silent does not touch what the account enforces itself;
-- rows that are missing because these lists were not read are then ours to tell.
not_read as (
    select distinct account, region from "read"
    where outcome not in ('ok', 'absent', 'unsupported')
      and call in ('cloudwatch:ListMetrics', 'bedrock-agent:ListAgents', 'bedrock-agent:ListKnowledgeBases',
                   'bedrock:ListCustomModels', 'bedrock:ListImportedModels', 'bedrock:ListProvisionedModelThroughputs')
),
enforced as (
    select 'account' as enforced_by, account, region, guardrail_arn as guardrail, included_models, excluded_models
    from bedrock_enforced_guardrail_configuration
    union all
    select 'organisation', account, applies_in, guardrail_identifier, included_models, excluded_models
    from organizations_effective_bedrock_policy_guardrail
),
covering as (
    select enforced_by, account, region, string_agg(guardrail, ', ' order by guardrail) as guardrails,
           any_true(binds_all_models(included_models, excluded_models)) as on_all
    from enforced group by enforced_by, account, region
)
select r.arn as resource,
       case when u.account is null then null
            else case when a.account is null then false else a.on_all end
                 or case when p.configured is null then null when o.account is null then false else o.on_all end end as passed,
       case when u.account is null then 'whether Bedrock is used here was not read'
            when a.on_all then 'the account enforces ' || coalesce(a.guardrails, 'a guardrail')
            when passed then 'the organisation enforces ' || coalesce(o.guardrails, 'a guardrail')
            when not passed and a.account is null and o.account is null
            then 'neither the account nor its organisation enforces a guardrail here'
            when not passed then 'not on all models: the guardrail that is enforced, ' || coalesce(a.guardrails, o.guardrails, '')
            when p.configured is null then 'the account enforces no guardrail on all models; what its organisation enforces was not read'
            end as reason,
       case when a.on_all then [r.arn] else [r.arn, p.arn] end as uses
from scope_region r
left join used u on u.account = r.account and u.region = r.region
left join covering a on a.enforced_by = 'account' and a.account = r.account and a.region = r.region
left join covering o on o.enforced_by = 'organisation' and o.account = r.account and o.region = r.region
left join organizations_effective_bedrock_policy p on p.account = r.account
where u.account is not null or exists (select 1 from not_read n where n.account = r.account and n.region = r.region)

/*---
attack: >
  The chatbot of a team that knew nothing of guardrails calls the model directly. Whoever finds it asks what every other assistant of the
  company refuses to answer.
console: >
  Amazon Bedrock > Guardrails, under account-level enforcement add a configuration with a guardrail and a version of it. For all accounts:
  AWS Organizations > Policies > Amazon Bedrock policies, Create policy, then attach it to the root.
cli: |
  aws bedrock put-enforced-guardrail-configuration \
    --guardrail-inference-config guardrailIdentifier=GUARDRAIL_ARN,guardrailVersion=1
  # or for all accounts of the organisation, with a guardrail of the management account:
  aws organizations create-policy --name enforced-guardrail --type BEDROCK_POLICY --description "enforced-guardrail" --content \
    '{"bedrock": {"guardrail_inference": {"us-east-1": {"config_1": {"identifier": {"@@assign": "GUARDRAIL_ARN:1"}}}}}}'
  aws organizations attach-policy --policy-id POLICY --target-id ROOT_OR_UNIT
cloudformation: |
  Type: AWS::Bedrock::EnforcedGuardrailConfiguration
  Properties:
    GuardrailIdentifier: !GetAtt Guardrail.GuardrailArn
    GuardrailVersion: !GetAtt GuardrailVersion.Version
terraform: |
  resource "aws_bedrock_enforced_guardrail_configuration" "this" {
    guardrail_identifier = aws_bedrock_guardrail.this.guardrail_arn
    guardrail_version    = aws_bedrock_guardrail_version.this.version
  }
---*/
