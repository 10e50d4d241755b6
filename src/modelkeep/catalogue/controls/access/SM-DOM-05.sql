/*---
id: SM-DOM-05
title: Links into Studio can be made for one's own profile, or from your network, only
severity: medium
subject: iam_role
also: [iam_user]
why: >
  A presigned URL opens Studio as the user for whom it was made, with that user's role and files. Who may make one for
  anybody, from anywhere, can be everybody.
fix: >
  Allow sagemaker:CreatePresignedDomainUrl with a condition on a tag of the profile (sagemaker:ResourceTag) or on your network
  (aws:SourceVpce, aws:SourceVpc, aws:VpcSourceIp, aws:SourceIp), or let people sign in through IAM Identity Center.
maps:
  gdpr: [Art.25, "Art.32(1)(b)"]
  hipaa: ["164.308(a)(4)", "164.312(a)(1)"]
  soc2: ["CC6.1"]
  mitre-atlas: [AML.T0012]
references:
  - https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreatePresignedDomainUrl.html
  - https://docs.aws.amazon.com/sagemaker/latest/dg/studio-interface-endpoint.html
notes: >
  Applies where a domain of the account signs people in through IAM: for other domains SageMaker makes no such links.
  Administrators of the account are left to the controls on administrators. What a permissions boundary does not allow freely is not
  free. Policies of the organisation are not weighed: the statement is the question, since they hold for all accounts alike and can change
  without anybody looking at this one.
---*/
with identity as (
    select arn, account, permissions_boundary_arn as boundary from iam_role where not is_service_linked
    union all
    select arn, account, permissions_boundary_arn from iam_user
),
statement as (
    select arn, effect, actions, not_actions, resources, not_resources, conditions from iam_role_policy_statement
    union all
    select arn, effect, actions, not_actions, resources, not_resources, conditions from iam_user_policy_statement
),
within as (
    select s.arn,
           any_true(when_allowed(s.effect, covers_action(s.actions, s.not_actions, 'sagemaker:CreatePresignedDomainUrl')
               and not restricts_to_network(s.conditions)
               and len(list_filter(s.conditions, lambda c: starts_with(lower(c."key"), 'sagemaker:resourcetag/')
                                                           and is_positive_operator(c."operator"))) = 0
               and (len(s.not_resources) > 0
                    or list_bool_or(list_transform(s.resources, lambda r:
                           not regexp_full_match(r, 'arn:.+:user-profile/[^/]+/([^*?]*\$\{aws:[^}]+\}[^*?]*|[^*?]+)'))))
               )) as freely
    from iam_managed_policy_statement s
    group by s.arn
),
power as (
    select i.arn, i.account, i.boundary,
           any_true(allows_action(s.effect, s.actions, s.not_actions, 'sagemaker:CreatePresignedDomainUrl')) as may,
           any_true(when_allowed(s.effect, covers_action(s.actions, s.not_actions, 'sagemaker:CreatePresignedDomainUrl')
               and not restricts_to_network(s.conditions)
               and len(list_filter(s.conditions, lambda c: starts_with(lower(c."key"), 'sagemaker:resourcetag/')
                                                           and is_positive_operator(c."operator"))) = 0
               and (len(s.not_resources) > 0
                    or list_bool_or(list_transform(s.resources, lambda r:
                           not regexp_full_match(r, 'arn:.+:user-profile/[^/]+/([^*?]*\$\{aws:[^}]+\}[^*?]*|[^*?]+)'))))
               )) as freely,
           any_true(denies_action(s.effect, s.actions, s.not_actions, s.resources, s.not_resources, s.conditions,
                                  'sagemaker:CreatePresignedDomainUrl')) as denied,
           any_true(makes_administrator(s.effect, s.actions, s.not_actions, s.resources, s.not_resources, s.conditions)) as administers
    from identity i join statement s on s.arn = i.arn
    group by all
),
answer as (
    select p.arn, p.account, p.may, p.denied, p.administers,
           case when not p.freely then false when p.boundary = '' then p.freely
                when p.boundary <> '' then p.freely and w.freely end as freely
    from power p left join within w on w.arn = p.boundary
)
select arn as resource,
       case when denied then true when not freely then true when freely then denied end as passed,
       case when denied then 'making links into Studio is denied'
            when not freely then 'links into Studio can be made for some profiles, or from some networks, only'
            when freely and not denied then 'links into Studio can be made for every profile from anywhere'
            else 'a policy or the permissions boundary was not read or understood' end as reason
from answer
where may is distinct from false and administers is distinct from true
      and account in (select account from sagemaker_domain where auth_mode is distinct from 'SSO')

/*---
attack: >
  With a stolen key that may call CreatePresignedDomainUrl, the attacker makes a link for the team's lead and opens it at home:
  a signed-in Studio with the lead's role, notebooks and data.
console: >
  IAM > Policies > the policy > Edit, add a condition on sagemaker:ResourceTag or aws:SourceVpce to the statement that allows
  sagemaker:CreatePresignedDomainUrl.
cli: |
  aws iam put-role-policy --role-name ROLE --policy-name studio --policy-document file://studio.json
  # studio.json: the statement below
cloudformation: |
  Type: AWS::IAM::RolePolicy
  Properties:
    RoleName: !Ref DataScientistRole
    PolicyName: studio
    PolicyDocument:
      Version: "2012-10-17"
      Statement:
        - Effect: Allow
          Action: sagemaker:CreatePresignedDomainUrl
          Resource: !Sub "arn:${AWS::Partition}:sagemaker:${AWS::Region}:${AWS::AccountId}:user-profile/*"
          Condition:
            StringEquals:
              sagemaker:ResourceTag/studiouserid: "${aws:username}"
terraform: |
  data "aws_iam_policy_document" "studio" {
    statement {
      actions   = ["sagemaker:CreatePresignedDomainUrl"]
      resources = ["arn:aws:sagemaker:*:*:user-profile/*"]
      condition {
        test     = "StringEquals"
        variable = "sagemaker:ResourceTag/studiouserid"
        values   = ["$${aws:username}"]
      }
    }
  }
---*/
