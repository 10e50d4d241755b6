/*---
id: IAM-06
title: Users who can change models or their guard rails need a second factor for that
severity: medium
subject: iam_user
why: >
  Access keys lie in laptops, notebooks and repositories. Without a condition on the second factor, a found
  key can approve or replace a model and switch off its guardrails and logs.
fix: >
  Add a statement to the user's group that denies all but self-service actions with BoolIfExists
  aws:MultiFactorAuthPresent=false.
maps: {gdpr: ["Art.32(1)(b)"], hipaa: ["164.312(d)"], soc2: ["CC6.1"], mitre-atlas: [AML.T0012]}
references:
  - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage.html
notes: >
  The user's permissions boundary counts: what it does not allow, or only with a second factor, needs none. A guard has to be in a policy of the
  user's or in the boundary; one in a policy of the organisation is not seen, so suppress the finding where that is where you keep it.
---*/
with within as (
    select s.arn, action,
           any_true(when_allowed(s.effect, covers_action(s.actions, s.not_actions, action) and not requires_mfa(s.conditions))) as allows,
           any_true(denies_without_mfa(s.effect, s.actions, s.not_actions, s.resources, s.not_resources, s.conditions, action)) as guards
    from iam_managed_policy_statement s
    cross join (select unnest(['sagemaker:UpdateModelPackage', 'sagemaker:UpdateEndpoint', 'bedrock:DeleteGuardrail',
                               'bedrock:PutModelInvocationLoggingConfiguration']) as action)
    group by all
),
own as (
    select u.arn, u.permissions_boundary_arn as boundary, action,
           (select any_true(when_allowed(s.effect, covers_action(s.actions, s.not_actions, action) and not requires_mfa(s.conditions)))
            from iam_user_policy_statement s where s.arn = u.arn) as granted,
           (select any_true(denies_without_mfa(s.effect, s.actions, s.not_actions, s.resources, s.not_resources, s.conditions, action))
            from iam_user_policy_statement s where s.arn = u.arn) as guarded
    from iam_user u
    cross join (select unnest(['sagemaker:UpdateModelPackage', 'sagemaker:UpdateEndpoint', 'bedrock:DeleteGuardrail',
                               'bedrock:PutModelInvocationLoggingConfiguration']) as action)
),
power as (
    select o.arn, o.action,
           case when not o.granted then false when o.boundary = '' then o.granted
                when o.boundary <> '' then o.granted and w.allows end as granted,
           case when o.guarded then true when o.boundary = '' then o.guarded
                when o.boundary <> '' then o.guarded or w.guards end as guarded
    from own o left join within w on w.arn = o.boundary and w.action = o.action
)
select arn as resource,
       case when guarded then true when granted then guarded end as passed,
       case when granted and not guarded then action || ' works without a second factor'
            when granted is null or guarded is null then 'a policy or the permissions boundary of this user was not read or understood'
            else 'a second factor is needed' end as reason
from power
where granted is distinct from false

/*---
attack: >
  An access key leaks from a notebook. With it alone the attacker points an endpoint at another model, approves a
  version with a back door, or deletes the guardrail.
console: >
  IAM > User groups > the group > Permissions > Add permissions > Create inline policy: deny all but self-service
  actions on all resources where aws:MultiFactorAuthPresent is false (BoolIfExists).
cli: |
  aws iam put-group-policy --group-name GROUP --policy-name second-factor --policy-document '{"Version": "2012-10-17",
    "Statement": [{"Effect": "Deny", "NotAction": ["iam:CreateVirtualMFADevice", "iam:EnableMFADevice", "iam:GetUser",
      "iam:ListMFADevices", "iam:ListVirtualMFADevices", "iam:ResyncMFADevice", "sts:GetSessionToken"],
      "Resource": "*", "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}}]}'
cloudformation: |
  Type: AWS::IAM::GroupPolicy
  Properties:
    GroupName: !Ref Group
    PolicyName: second-factor
    PolicyDocument:
      Version: "2012-10-17"
      Statement:
        - Effect: Deny
          NotAction:
            - iam:CreateVirtualMFADevice
            - iam:EnableMFADevice
            - iam:GetUser
            - iam:ListMFADevices
            - iam:ListVirtualMFADevices
            - iam:ResyncMFADevice
            - sts:GetSessionToken
          Resource: "*"
          Condition:
            BoolIfExists:
              aws:MultiFactorAuthPresent: "false"
terraform: |
  resource "aws_iam_group_policy" "second_factor" {
    name  = "second-factor"
    group = aws_iam_group.this.name
    policy = jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Effect = "Deny"
        NotAction = [
          "iam:CreateVirtualMFADevice", "iam:EnableMFADevice", "iam:GetUser", "iam:ListMFADevices",
          "iam:ListVirtualMFADevices", "iam:ResyncMFADevice", "sts:GetSessionToken",
        ]
        Resource  = "*"
        Condition = { BoolIfExists = { "aws:MultiFactorAuthPresent" = "false" } }
      }]
    })
  }
---*/
