/*---
id: ORG-02
title: Accounts can use approved models only
severity: medium
subject: organizations_account
complete: [organizations_policy, organizations_policy_statement, organizations_policy_target]
why: >
  Anybody with bedrock:InvokeModel can use any model that AWS offers in the account, whatever its licence,
  maker or price.
fix: >
  Attach a service control policy that denies bedrock:InvokeModel and InvokeModelWithResponseStream on all but
  the approved models (NotResource).
maps: {gdpr: [Art.25], hipaa: ["164.308(a)(4)"], nist-ai-rmf: ["GOVERN 6.1"], iso-42001: [A.9.2]}
references:
  - https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
  - https://docs.aws.amazon.com/bedrock/latest/userguide/security_iam_id-based-policy-examples.html
  - https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html
notes: >
  A service control policy binds in every region. One that leaves all models of some region out leaves them to callers everywhere, by the
  endpoint there or an inference profile that leads there; one that denies them in named regions only does not limit the others.
---*/
with statement as (
    select s.arn as policy,
           when_denied(s.effect, covers_action(s.actions, s.not_actions, 'bedrock:InvokeModel')
               and covers_action(s.actions, s.not_actions, 'bedrock:InvokeModelWithResponseStream') and only_exempts_principals(s.conditions)
               and covers_unnamed_models(s.resources, s.not_resources)) as limited
    from organizations_policy_statement s
), reach as (
    select a.arn, t.arn as policy,
           any_true(t.target_type = 'ROOT' or t.target_id = a.account_id or list_contains(a.parents, t.target_id)) as reaches
    from organizations_account a cross join organizations_policy_target t
    group by a.arn, t.arn
), claim as (
    select r.arn, any_true(reaches and limited) as denied,
           list(distinct r.policy) filter (where reaches and (limited)) as policies
    from reach r join statement s on s.policy = r.policy
    group by r.arn
)
select a.arn as resource,
       case when a.is_management is null or a.state is null then null when c.arn is null then false else c.denied end as passed,
       case when passed then 'a service control policy limits which Bedrock models can be invoked'
            when not passed then 'no service control policy limits which Bedrock models can be invoked'
            else 'whether a service control policy binds this account is unknown' end as reason,
       case when passed then c.policies else (select list(arn) from organizations_policy) end as uses
from organizations_account a left join claim c on c.arn = a.arn
where a.is_management is distinct from true and coalesce(a.state, 'ACTIVE') = 'ACTIVE'

/*---
attack: >
  Somebody sends customers' data to a model that nobody vetted: with other terms of use, unknown behaviour or weak
  protection against manipulated prompts. The account itself allows every model.
console: >
  AWS Organizations > Policies > Service control policies > Create policy, deny bedrock:InvokeModel and
  bedrock:InvokeModelWithResponseStream on all but the approved models (NotResource). Then Actions > Attach policy, to
  the root or to the units that hold the accounts.
cli: |
  aws organizations create-policy --name approved-models --type SERVICE_CONTROL_POLICY --description "approved-models" --content \
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"],
      "NotResource": ["arn:aws:bedrock:*::foundation-model/amazon.nova-lite-v1:0"]}]}'
  aws organizations attach-policy --policy-id POLICY --target-id ROOT_OR_UNIT
cloudformation: |
  Type: AWS::Organizations::Policy
  Properties:
    Name: approved-models
    Type: SERVICE_CONTROL_POLICY
    TargetIds:
      - !Ref OrganizationRootId
    Content:
      Version: "2012-10-17"
      Statement:
        - Effect: Deny
          Action:
            - bedrock:InvokeModel
            - bedrock:InvokeModelWithResponseStream
          NotResource:
            - arn:aws:bedrock:*::foundation-model/amazon.nova-lite-v1:0
terraform: |
  resource "aws_organizations_policy" "this" {
    name = "approved-models"
    type = "SERVICE_CONTROL_POLICY"
    content = jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Effect      = "Deny"
        Action      = ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"]
        NotResource = ["arn:aws:bedrock:*::foundation-model/amazon.nova-lite-v1:0"]
      }]
    })
  }

  resource "aws_organizations_policy_attachment" "this" {
    policy_id = aws_organizations_policy.this.id
    target_id = var.organization_root_id
  }
---*/
