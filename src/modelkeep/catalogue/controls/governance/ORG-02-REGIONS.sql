/*---
id: ORG-02-REGIONS
title: Accounts can work in approved regions only
severity: medium
subject: organizations_account
complete: [organizations_policy, organizations_policy_statement, organizations_policy_target]
why: >
  Models and data in a region that nobody watches, or that the law does not allow, go unseen.
fix: >
  Attach a service control policy that denies all but global services where aws:RequestedRegion is none of
  your regions.
maps: {gdpr: [Art.25], hipaa: ["164.308(a)(4)"], cis-aws-7.0: ["2.1.2"]}
peers: {prowler: [organizations_scp_check_deny_regions]}
references:
  - https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
  - https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_general.html
---*/
with statement as (
    select s.arn as policy,
           when_denied(s.effect, covers_action(s.actions, s.not_actions, 'sagemaker:CreateEndpoint')
               and covers_action(s.actions, s.not_actions, 'bedrock:InvokeModel') and list_contains(s.resources, '*')
               and len(list_filter(s.conditions, lambda c: lower(c."key") = 'aws:requestedregion'
                   and lower(c."operator") in ('stringnotequals', 'stringnotlike', 'stringnotequalsignorecase') and not list_contains(c."values", '*'))) = 1
               and only_exempts_principals(list_filter(s.conditions, lambda c: lower(c."key") <> 'aws:requestedregion'))) as limited
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
       case when passed then 'a service control policy limits the regions'
            when not passed then 'no service control policy limits the regions'
            else 'whether a service control policy binds this account is unknown' end as reason,
       case when passed then c.policies else (select list(arn) from organizations_policy) end as uses
from organizations_account a left join claim c on c.arn = a.arn
where a.is_management is distinct from true and coalesce(a.state, 'ACTIVE') = 'ACTIVE'

/*---
attack: >
  With stolen keys an attacker starts GPU machines and calls models in a region where you have nothing and nobody
  looks; the bill comes at the end of the month.
console: >
  AWS Organizations > Policies > Service control policies > Create policy, deny everything but global services where
  aws:RequestedRegion is none of your regions. Then Actions > Attach policy, to the root or to the units that hold the
  accounts.
cli: |
  aws organizations create-policy --name approved-regions --type SERVICE_CONTROL_POLICY --description "approved-regions" --content \
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "NotAction": ["iam:*", "organizations:*", "sts:*", "support:*",
      "cloudfront:*", "route53:*"], "Resource": "*",
      "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["us-east-1", "eu-central-1"]}}}]}'
  aws organizations attach-policy --policy-id POLICY --target-id ROOT_OR_UNIT
cloudformation: |
  Type: AWS::Organizations::Policy
  Properties:
    Name: approved-regions
    Type: SERVICE_CONTROL_POLICY
    TargetIds:
      - !Ref OrganizationRootId
    Content:
      Version: "2012-10-17"
      Statement:
        - Effect: Deny
          NotAction:
            - iam:*
            - organizations:*
            - sts:*
            - support:*
            - cloudfront:*
            - route53:*
          Resource: "*"
          Condition:
            StringNotEquals:
              aws:RequestedRegion:
                - us-east-1
                - eu-central-1
terraform: |
  resource "aws_organizations_policy" "this" {
    name = "approved-regions"
    type = "SERVICE_CONTROL_POLICY"
    content = jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Effect    = "Deny"
        NotAction = ["iam:*", "organizations:*", "sts:*", "support:*", "cloudfront:*", "route53:*"]
        Resource  = "*"
        Condition = { StringNotEquals = { "aws:RequestedRegion" = ["us-east-1", "eu-central-1"] } }
      }]
    })
  }

  resource "aws_organizations_policy_attachment" "this" {
    policy_id = aws_organizations_policy.this.id
    target_id = var.organization_root_id
  }
---*/
