/*---
id: AC-IAM-01
title: Policies of your own name the roles that may be passed to AgentCore
severity: high
subject: iam_managed_policy
why: >
  Who may pass any role to an agent's runtime can let the agent work with every right in the account, an administrator's included.
fix: >
  Name the roles of your agents in the Resource of the statement that allows iam:PassRole, and bedrock-agentcore.amazonaws.com in
  a condition on iam:PassedToService.
maps: {gdpr: ["Art.25", "Art.32(1)(b)"], hipaa: ["164.308(a)(4)", "164.312(a)(1)"]}
peers: {prowler: [iam_policy_passrole_to_bedrock_agentcore_restricted]}
references:
  - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
notes: >
  Policies that let roles be passed to other services only are left out. A resource that stands for a role of any name counts as
  every role.
---*/
with statement as (
    select s.arn,
           when_allowed(effect, any_pattern_matches(resources, 'arn:' || split_part(s.arn, ':', 2) || ':iam::' || s.account || ':role/any-other')
                                or len(not_resources) > 0) as any_role
    from iam_managed_policy_statement s
    where effect = 'Unparsed'
          or (effect = 'Allow' and covers_action(actions, not_actions, 'iam:PassRole')
              and not (requires_value(conditions, 'iam:PassedToService', '.+')
                       and not any_pattern_matches(condition_values(conditions, 'iam:PassedToService'), 'bedrock-agentcore.amazonaws.com')))
)
select p.arn as resource,
       not any_true(s.any_role) as passed,
       case when any_true(s.any_role) then 'any role may be passed'
            when any_true(s.any_role) is null then 'a statement could not be parsed' else 'roles are named' end as reason
from iam_managed_policy p join statement s on s.arn = p.arn
where not p.is_aws_managed and p.attachment_count > 0
group by p.arn

/*---
attack: >
  A developer's stolen session makes a runtime that works as the administrator's role, and asks the agent to do the rest.
console: IAM > Policies, open the policy, Edit, replace the resource of iam:PassRole by the ARNs of the agents' roles.
cli: |
  aws iam create-policy-version --policy-arn POLICY_ARN --set-as-default --policy-document file://policy.json
cloudformation: |
  Type: AWS::IAM::ManagedPolicy
  Properties:
    PolicyDocument:
      Version: "2012-10-17"
      Statement:
        - Effect: Allow
          Action: iam:PassRole
          Resource: !GetAtt AgentRole.Arn
          Condition:
            StringEquals: {"iam:PassedToService": bedrock-agentcore.amazonaws.com}
terraform: |
  resource "aws_iam_policy" "this" {
    policy = jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Effect    = "Allow"
        Action    = "iam:PassRole"
        Resource  = aws_iam_role.agent.arn
        Condition = { StringEquals = { "iam:PassedToService" = "bedrock-agentcore.amazonaws.com" } }
      }]
    })
  }
---*/
