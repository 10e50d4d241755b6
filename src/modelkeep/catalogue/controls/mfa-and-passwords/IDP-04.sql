/*---
id: IDP-04
title: Roles for workloads outside of AWS name the workload that may assume them
severity: critical
subject: iam_role
why: >
  A provider such as GitHub signs tokens for all of its customers. A role that checks only who signed can be assumed from every
  repository in the world.
fix: >
  Add conditions on the token's audience (HOST:aud) and subject (HOST:sub, such as repo:ORGANISATION/REPOSITORY:ref:refs/heads/main)
  to the trust policy.
maps: {gdpr: ["Art.32(1)(b)"], hipaa: ["164.312(a)(1)", "164.312(d)"], soc2: ["CC6.1"], mitre-atlas: [AML.T0012]}
references:
  - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_for-idp_oidc.html
notes: >
  Of Cognito identity pools and the public providers Google, Facebook and Amazon the audience is asked for alone: it names the pool or
  the application.
---*/
with trusted as (
    select s.arn, s.effect, s.conditions,
           unnest(case when s.effect = 'Unparsed' then [null]
                       else list_filter(s.principals, lambda p: p like 'Federated:%' and p not like 'Federated:arn:%:saml-provider/%') end) as principal
    from iam_role_trust_statement s
    where s.effect <> 'Deny'
),
host as (
    select arn, effect, conditions,
           regexp_replace(replace(principal, 'Federated:', ''), '^arn:.*:oidc-provider/', '') as host,
           principal like 'Federated:arn:%' as is_provider
    from trusted
)
select r.arn as resource,
       case when h.effect = 'Allow' then
            requires_value(h.conditions, h.host || ':aud', '[^*?].*')
            and (not h.is_provider or requires_value(h.conditions, h.host || ':sub', '[^*?]+|[^*?]*[:/][^*?]*[^*?:/][^*?]*[:/].*')) end as passed,
       case when h.effect = 'Unparsed' then 'the trust policy could not be parsed'
            when not requires_value(h.conditions, h.host || ':aud', '[^*?].*') then 'tokens of ' || h.host || ' for whatever audience are taken'
            when h.is_provider and not requires_value(h.conditions, h.host || ':sub', '[^*?]+|[^*?]*[:/][^*?]*[^*?:/][^*?]*[:/].*')
                then 'tokens of ' || h.host || ' about whatever workload are taken'
            else 'the trust policy names whose tokens of ' || h.host || ' are taken' end as reason
from iam_role r join host h on h.arn = r.arn

/*---
attack: >
  The attacker reads the role's ARN in a public workflow file, writes a workflow in a repository of their own that asks for the
  same role, and is let in with its permissions on models and data.
console: IAM > Roles > the role > Trust relationships > Edit trust policy, add conditions on the provider's aud and sub.
cli: |
  aws iam update-assume-role-policy --role-name ROLE --policy-document file://trust.json
  # trust.json: "Condition": {"StringEquals": {"HOST:aud": "sts.amazonaws.com", "HOST:sub": "repo:ORG/REPO:ref:refs/heads/main"}}
cloudformation: |
  Type: AWS::IAM::Role
  Properties:
    AssumeRolePolicyDocument:
      Version: "2012-10-17"
      Statement:
        - Effect: Allow
          Principal: {Federated: !GetAtt BuildSystem.Arn}
          Action: sts:AssumeRoleWithWebIdentity
          Condition:
            StringEquals:
              token.actions.githubusercontent.com:aud: sts.amazonaws.com
              token.actions.githubusercontent.com:sub: repo:ORGANISATION/REPOSITORY:ref:refs/heads/main
terraform: |
  data "aws_iam_policy_document" "trust" {
    statement {
      actions = ["sts:AssumeRoleWithWebIdentity"]
      principals {
        type        = "Federated"
        identifiers = [aws_iam_openid_connect_provider.build_system.arn]
      }
      condition {
        test     = "StringEquals"
        variable = "token.actions.githubusercontent.com:aud"
        values   = ["sts.amazonaws.com"]
      }
      condition {
        test     = "StringEquals"
        variable = "token.actions.githubusercontent.com:sub"
        values   = ["repo:ORGANISATION/REPOSITORY:ref:refs/heads/main"]
      }
    }
  }
---*/
