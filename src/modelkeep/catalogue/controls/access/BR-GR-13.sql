/*---
id: BR-GR-13
title: Neither workloads nor outsiders can change a guardrail
severity: high
subject: bedrock_guardrail
complete: [organizations_policy, organizations_policy_statement]
asks:
  bedrock:UpdateGuardrail: select arn from bedrock_guardrail
  bedrock:DeleteGuardrail: select arn from bedrock_guardrail
why: >
  Whoever takes over an agent or a function takes over its role. If that may update or delete the guardrail, what is to hold the attacker back is
  theirs to take away.
fix: >
  Keep bedrock:UpdateGuardrail and bedrock:DeleteGuardrail to the role that people or a pipeline assume to change guardrails; leave
  AmazonBedrockFullAccess off roles under which agents, functions, jobs and notebooks run.
maps:
  gdpr: [Art.25, "Art.32(1)(b)"]
  hipaa: ["164.308(a)(4)", "164.312(a)(1)"]
  soc2: ["CC6.3"]
  mitre-atlas: [AML.T0054, AML.M0019]
  owasp-llm: [LLM01, LLM06]
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-permissions.html"]
notes: >
  Workloads are the roles under which something of the estate runs. One whose policies allow the change, without condition, Deny, boundary or
  a service control policy in the way, is a FAIL whatever else is known. All else needs the analysis of access. Accounts that belong to the
  scan are not outside. CW-02 asks whether somebody is told of such a change, ORG-02-GUARDRAILS whether the organisation forbids it.
---*/
-- The research asked that it be limited who can change guardrails, and alarmed. Limited to how many nobody can say for others; that what runs
-- behind a guardrail is not among them holds for all. The alarm is CW-02's.
with workload as (select distinct dst as role from relation where kind = 'runs_as'),
changing as (
    select arn, effect, resources, conditions from iam_role_policy_statement
    where effect = 'Unparsed' or covers_action(actions, not_actions, 'bedrock:UpdateGuardrail')
          or covers_action(actions, not_actions, 'bedrock:DeleteGuardrail')
),
-- Whether a service control policy may be in the way: it is not for an account on its own and the management account; for another
-- it is told by the management account, where that is scanned.
forbidding as (
    select count(*) > 0 as some from organizations_policy_statement
    where effect <> 'Allow' and (effect = 'Unparsed' or covers_action(actions, not_actions, 'bedrock:UpdateGuardrail')
                                 or covers_action(actions, not_actions, 'bedrock:DeleteGuardrail'))
),
unbound as (
    select o.account from scope_account_organization o cross join forbidding f
    where o.organization_id = '' or o.management_account = o.account
          or (not f.some and o.account in (select account_id from organizations_account))
),
granted as (
    select r.arn as role, r.account, unnest(c.resources) as pattern
    from changing c
    join workload w on w.role = c.arn
    join iam_role r on r.arn = c.arn and r.permissions_boundary_arn = ''
    join unbound u on u.account = r.account
    where c.effect = 'Allow' and len(c.conditions) = 0 and c.arn not in (select arn from changing where effect <> 'Allow')
),
by_policy as (
    select g.arn, string_agg(distinct p.role, ', ' order by p.role) as roles
    from bedrock_guardrail g join granted p on p.account = g.account and any_pattern_matches([p.pattern], g.arn)
    group by g.arn
),
by_analysis as (
    select a.arn, any_true(is_allowed(a.decision)) as changes,
           told_names(list(a.principal) filter (where a.decision = 'allowed')) as sure,
           told_names(list(a.principal)) as principals,
           rests_on(list(a.decision)) as rests
    from access a left join workload w on w.role = a.principal
    where lower(a.action) in ('bedrock:updateguardrail', 'bedrock:deleteguardrail')
      and (w.role is not null or a.principal = '*' or account_of(a.principal) not in (select account from scope_account))
    group by a.arn
)
select g.arn as resource,
       case when p.arn is not null then false when w.arn is null then true else not w.changes end as passed,
       case when p.arn is not null then 'what runs under these roles can change it: ' || p.roles
            when w.changes then 'can be changed by ' || w.sure
            when w.arn is not null then 'whether these can change it ' || w.rests || ': ' || w.principals
            else 'neither workloads nor outsiders can change it' end as reason,
       list_concat([g.arn], coalesce((select list(s.arn) from organizations_policy s), [])) as uses
from bedrock_guardrail g
left join by_policy p on p.arn = g.arn
left join by_analysis w on w.arn = g.arn

/*---
attack: >
  A hidden instruction makes the agent's function run code. With the function's role it deletes the guardrail, so that every caller fails until
  somebody takes it out, or quietly weakens the working draft, which the next version carries into production.
console: >
  IAM > Roles > the role that agents, functions or jobs run under > Permissions, remove AmazonBedrockFullAccess, then Add permissions > Create
  inline policy with bedrock:InvokeModel on its models and bedrock:ApplyGuardrail on its guardrail.
cli: |
  aws iam detach-role-policy --role-name ROLE --policy-arn arn:aws:iam::aws:policy/AmazonBedrockFullAccess
  aws iam put-role-policy --role-name ROLE --policy-name invoke --policy-document '{"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": "bedrock:InvokeModel", "Resource": "MODEL_ARN"},
    {"Effect": "Allow", "Action": "bedrock:ApplyGuardrail", "Resource": "GUARDRAIL_ARN"}]}'
cloudformation: |
  Type: AWS::IAM::RolePolicy
  Properties:
    RoleName: !Ref Role
    PolicyName: invoke
    PolicyDocument:
      Version: "2012-10-17"
      Statement:
        - Effect: Allow
          Action: bedrock:InvokeModel
          Resource: !Ref ModelArn
        - Effect: Allow
          Action: bedrock:ApplyGuardrail
          Resource: !GetAtt Guardrail.GuardrailArn
terraform: |
  resource "aws_iam_role_policy" "invoke" {
    role = aws_iam_role.this.id
    policy = jsonencode({
      Version = "2012-10-17"
      Statement = [
        { Effect = "Allow", Action = "bedrock:InvokeModel", Resource = var.model_arn },
        { Effect = "Allow", Action = "bedrock:ApplyGuardrail", Resource = aws_bedrock_guardrail.this.guardrail_arn },
      ]
    })
  }
---*/
