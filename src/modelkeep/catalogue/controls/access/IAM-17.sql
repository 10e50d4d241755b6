/*---
id: IAM-17
title: No policy of your own gives full control of keys or trails
severity: medium
subject: iam_managed_policy
why: >
  With kms:* a principal can read everything that is encrypted or lock you out of it; with cloudtrail:* it can
  work unseen.
fix: >
  List the actions that are needed and name the keys; leave trails to the security team.
maps: {gdpr: [Art.25, "Art.32(1)(b)"], hipaa: ["164.308(a)(4)", "164.312(a)(1)"], soc2: ["CC6.3"]}
peers: {prowler: [iam_policy_no_full_access_to_kms, iam_policy_no_full_access_to_cloudtrail]}
references:
  - https://docs.aws.amazon.com/kms/latest/developerguide/iam-policies-best-practices.html
---*/
select p.arn as resource,
       not (p.keys or p.trails) as passed,
       case when p.keys then 'allows every action on every key' when p.trails then 'allows every action on every trail'
            when not (p.keys or p.trails) then 'full control of neither' else 'the policy could not be parsed' end as reason
from (
    select p.arn,
           (select any_true(when_allowed(s.effect, allows_service(s.effect, s.actions, s.not_actions, 'kms')
                                            and covers_all_resources(s.resources, s.not_resources)))
            from iam_managed_policy_statement s where s.arn = p.arn) as keys,
           (select any_true(when_allowed(s.effect, allows_service(s.effect, s.actions, s.not_actions, 'cloudtrail')
                                            and covers_all_resources(s.resources, s.not_resources)))
            from iam_managed_policy_statement s where s.arn = p.arn) as trails
    from iam_managed_policy p
    where not p.is_aws_managed and p.attachment_count > 0
) p

/*---
attack: >
  With kms:* an attacker schedules the deletion of the key that encrypts all models and asks for ransom; with
  cloudtrail:* he stops the log first, so that nobody sees who it was.
console: >
  IAM > Policies > the policy > Edit: replace kms:* by kms:Decrypt and kms:GenerateDataKey on named keys, and take
  cloudtrail:* away.
cli: |
  aws iam create-policy-version --policy-arn POLICY_ARN --set-as-default --policy-document \
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
    "Resource": "KEY_ARN"}]}'
cloudformation: |
  Type: AWS::IAM::ManagedPolicy
  Properties:
    PolicyDocument:
      Version: "2012-10-17"
      Statement:
        - Effect: Allow
          Action:
            - kms:Decrypt
            - kms:GenerateDataKey
          Resource: !GetAtt Key.Arn
terraform: |
  resource "aws_iam_policy" "this" {
    name = "use-keys"
    policy = jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = aws_kms_key.this.arn
      }]
    })
  }
---*/
