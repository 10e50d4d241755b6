/*---
id: AC-ID-01-TOKENS
title: Who may take agents' tokens may take those of named agents only
severity: high
subject: iam_role
also: [iam_user]
why: >
  A workload access token lets its holder act as an agent, for a user, at every service whose tokens the vault keeps. Whoever may
  take it for any agent is all of them.
fix: Name the workload identities in statements that allow bedrock-agentcore:GetWorkloadAccessToken and its kin.
maps: {gdpr: [Art.25, "Art.32(1)(b)"], hipaa: ["164.308(a)(4)", "164.312(a)(1)"], soc2: ["CC6.3"], owasp-llm: [LLM06]}
peers: {prowler: [iam_policy_no_agentcore_workload_access_token_wildcard]}
references: ["https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/scope-credential-provider-access.html"]
notes: Roles and users count whose policies name actions of AgentCore; administrators of everything have controls of their own.
---*/
with statement as (
    select arn, effect, actions, not_actions, resources, not_resources from iam_role_policy_statement
    union all
    select arn, effect, actions, not_actions, resources, not_resources from iam_user_policy_statement
),
judged as (
    select arn, effect, actions,
           covers_action(actions, not_actions, 'bedrock-agentcore:GetWorkloadAccessToken')
           or covers_action(actions, not_actions, 'bedrock-agentcore:GetWorkloadAccessTokenForJWT')
           or covers_action(actions, not_actions, 'bedrock-agentcore:GetWorkloadAccessTokenForUserId') as takes_tokens,
           len(not_resources) > 0
           or coalesce(list_bool_or(list_transform(resources, lambda r: r = '*' or regexp_matches(r, '(:|workload-identity/)\*$'))), false) as of_any
    from statement
)
select arn as resource,
       not any_true(when_allowed(effect, takes_tokens and of_any)) as passed,
       case when passed then 'tokens of named agents only' else 'the tokens of any agent may be taken' end as reason
from judged
where effect = 'Unparsed' or (effect = 'Allow' and takes_tokens and names_service(actions, 'bedrock-agentcore'))
group by arn

/*---
attack: >
  With one agent's stolen credentials the attacker asks for the workload access token of another agent, and with that for the
  tokens of its users at calendars, mail and code hosts.
console: IAM > Roles, open the role, open the policy, Edit, replace the resource * by the ARNs of the agent's workload identity and directory.
cli: |
  aws iam put-role-policy --role-name ROLE --policy-name agent-identity --policy-document '{
    "Version": "2012-10-17",
    "Statement": [{
      "Effect": "Allow", "Action": "bedrock-agentcore:GetWorkloadAccessToken",
      "Resource": ["arn:aws:bedrock-agentcore:REGION:ACCOUNT:workload-identity-directory/default",
                   "arn:aws:bedrock-agentcore:REGION:ACCOUNT:workload-identity-directory/default/workload-identity/AGENT"]}]}'
cloudformation: |
  Type: AWS::IAM::RolePolicy
  Properties:
    RoleName: !Ref Role
    PolicyName: agent-identity
    PolicyDocument:
      Version: "2012-10-17"
      Statement:
        - Effect: Allow
          Action: bedrock-agentcore:GetWorkloadAccessToken
          Resource:
            - !Sub arn:aws:bedrock-agentcore:${AWS::Region}:${AWS::AccountId}:workload-identity-directory/default
            - !Sub arn:aws:bedrock-agentcore:${AWS::Region}:${AWS::AccountId}:workload-identity-directory/default/workload-identity/${Agent}
terraform: |
  resource "aws_iam_role_policy" "identity" {
    name = "agent-identity"
    role = aws_iam_role.this.id
    policy = jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Effect   = "Allow"
        Action   = "bedrock-agentcore:GetWorkloadAccessToken"
        Resource = [var.directory_arn, var.workload_identity_arn]
      }]
    })
  }
---*/
