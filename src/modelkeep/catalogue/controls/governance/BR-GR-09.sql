/*---
id: BR-GR-09
title: Roles that call models cannot leave the guardrail out
severity: medium
subject: iam_role
scope: ai
complete: [bedrock_enforced_guardrail_configuration, iam_role_trust_statement]
why: A guardrail that the caller may simply not name protects against honest callers only.
fix: >
  Add a condition on bedrock:GuardrailIdentifier to statements that allow bedrock:InvokeModel, or let the account enforce a
  guardrail (aws bedrock put-enforced-guardrail-configuration), or the organisation (a Bedrock policy).
maps:
  gdpr: [Art.25]
  nist-ai-rmf: ["MAP 4.2"]
  iso-42001: [A.9.2]
  mitre-atlas: [AML.T0051, AML.T0054, AML.M0020]
  owasp-llm: [LLM01]
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-permissions-id.html"]
notes: >
  Roles that Bedrock itself assumes for agents, knowledge bases and jobs are left out: AWS documents that their calls fail
  under the condition. A guardrail that the account or its organisation enforces counts where all regions in which
  models are called have one.
---*/
with calling as (
    select s.arn, s.account,
           any_true(when_allowed(s.effect, covers_action(s.actions, s.not_actions, 'bedrock:InvokeModel')
                    and not requires_value(s.conditions, 'bedrock:GuardrailIdentifier', '.+'))) as freely,
           bool_or(s.effect <> 'Deny' and (s.effect = 'Unparsed' or covers_action(s.actions, s.not_actions, 'bedrock:InvokeModel'))) as calls,
           any_true(when_denied(s.effect, covers_action(s.actions, s.not_actions, 'bedrock:InvokeModel')
                    and covers_all_resources(s.resources, s.not_resources) and len(s.conditions) = 1
                    and lower(s.conditions[1]."key") = 'bedrock:guardrailidentifier'
                    and lower(s.conditions[1]."operator") in ('stringnotequals', 'stringnotlike', 'arnnotequals', 'arnnotlike'))) as denied_without
    from iam_role_policy_statement s
    group by s.arn, s.account
),
of_bedrock as (
    select arn, any_true(when_allowed(effect, coalesce(list_bool_or(list_transform(principals, lambda p:
               regexp_full_match(p, 'Service:bedrock(-agentcore)?\.amazonaws\.com'))), false))) as trusted
    from iam_role_trust_statement group by arn
),
enforced as (
    select 'account' as enforced_by, account, region, included_models, excluded_models from bedrock_enforced_guardrail_configuration
    union all
    select 'organisation', account, applies_in, included_models, excluded_models from organizations_effective_bedrock_policy_guardrail
),
binding as (
    select account, region, any_true(binds_all_models(included_models, excluded_models)) as on_all,
           any_true(enforced_by = 'account' and binds_all_models(included_models, excluded_models)) as by_account
    from enforced group by all
),
-- Every region in which models are called, or a guardrail is enforced on some of them.
place as (select account, region from bedrock_invoked_model union select account, region from binding),
covered as (
    select l.account, all_true(case when b.on_all then true when p.configured is null then null
                                    when b.account is null then false else b.on_all end) as everywhere,
           all_true(coalesce(b.by_account, false)) as by_account
    from place l left join binding b on b.account = l.account and b.region = l.region
    left join organizations_effective_bedrock_policy p on p.account = l.account
    group by l.account
),
answer as (
    select c.arn, o.trusted, c.freely, c.denied_without, p.arn as policy, p.configured is null as silent,
           case when v.account is not null then v.everywhere when p.configured is not null then false end as everywhere,
           coalesce(v.by_account, false) as by_account
    from calling c
    left join of_bedrock o on o.arn = c.arn
    left join covered v on v.account = c.account
    left join organizations_effective_bedrock_policy p on p.account = c.account
    where c.calls and o.trusted is distinct from true
)
select arn as resource,
       case when trusted is not null then not freely or denied_without or everywhere end as passed,
       case when not freely or denied_without then 'bedrock:InvokeModel is allowed with a guardrail only'
            when by_account and passed then 'the account enforces a guardrail'
            when passed then 'the account or its organisation enforces a guardrail'
            when not passed then 'bedrock:InvokeModel is allowed without a guardrail'
            when freely is null or denied_without is null then 'a policy of the role could not be parsed'
            when silent then 'bedrock:InvokeModel is allowed without a guardrail; what the organisation enforces was not read' end as reason,
       case when not freely or denied_without or by_account then [arn] else [arn, policy] end as uses
from answer

/*---
attack: >
  Whoever gets code to run under the role, or simply finds the guardrail in the way, calls the model without it: the
  guardrail is a parameter of the call that can be left out.
console: >
  IAM > Roles > the role > Permissions, edit the policy: add to the statement that allows bedrock:InvokeModel the
  condition StringEquals bedrock:GuardrailIdentifier = the guardrail's ARN and version.
cli: |
  aws iam put-role-policy --role-name ROLE --policy-name invoke --policy-document '{"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"], "Resource": "MODEL_ARN",
     "Condition": {"StringEquals": {"bedrock:GuardrailIdentifier": "GUARDRAIL_ARN:1"}}}]}'
  # or for all callers in the region:
  aws bedrock put-enforced-guardrail-configuration --guardrail-inference-config file://enforced.json
cloudformation: |
  Type: AWS::IAM::RolePolicy
  Properties:
    RoleName: !Ref Role
    PolicyName: invoke
    PolicyDocument:
      Version: "2012-10-17"
      Statement:
        - Effect: Allow
          Action:
            - bedrock:InvokeModel
            - bedrock:InvokeModelWithResponseStream
          Resource: !Ref ModelArn
          Condition:
            StringEquals:
              bedrock:GuardrailIdentifier: !Sub ${Guardrail.GuardrailArn}:1
terraform: |
  resource "aws_iam_role_policy" "invoke" {
    role = aws_iam_role.this.id
    policy = jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Effect    = "Allow"
        Action    = ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"]
        Resource  = var.model_arn
        Condition = { StringEquals = { "bedrock:GuardrailIdentifier" = "${aws_bedrock_guardrail.this.guardrail_arn}:1" } }
      }]
    })
  }
---*/
