/*---
id: IAM-13
title: No policy of your own allows everything
severity: critical
subject: iam_managed_policy
why: >
  Whoever gets hold of one principal with such a policy, say through a notebook, owns the account.
fix: >
  Write down what the principals need, with the help of Access Analyzer's policy generation, and replace the
  policy.
maps:
  gdpr: [Art.25, "Art.32(1)(b)"]
  hipaa: ["164.308(a)(4)", "164.312(a)(1)"]
  aws-fsbp: [IAM.1]
  cis-aws-3.0: ["1.16"]
  cis-aws-5.0: ["1.15"]
  cis-aws-7.0: ["2.14"]
  soc2: ["CC6.3"]
  mitre-atlas: [AML.T0012]
profiles: [baseline]
peers: {prowler: [iam_customer_attached_policy_no_administrative_privileges], securityhub: [IAM.1], checkov: [CKV_AWS_62], config: [iam-policy-no-statements-with-admin-access]}
references:
  - https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-1
  - https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-policy-generation.html
---*/
select p.arn as resource,
       not grants as passed,
       case when grants then 'allows every action on every resource' when not grants then 'does not allow everything'
            else 'the policy could not be parsed' end as reason
from (
    select p.arn,
           (select any_true(when_allowed(s.effect, is_every_action(s.actions) and covers_all_resources(s.resources, s.not_resources)))
            from iam_managed_policy_statement s where s.arn = p.arn) as grants
    from iam_managed_policy p
    where not p.is_aws_managed and p.attachment_count > 0
) p

/*---
attack: >
  Everybody to whom the policy is attached is an administrator, whatever they are called. One of their keys is enough
  to take or destroy all models and data.
console: >
  IAM > Policies > the policy > Edit: name the actions and the resources. IAM > Roles > the role > "Generate policy
  based on CloudTrail events" proposes what was used.
cli: |
  aws iam create-policy-version --policy-arn POLICY_ARN --set-as-default --policy-document \
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:GetObject"],
    "Resource": "arn:aws:s3:::BUCKET/*"}, {"Effect": "Allow", "Action": ["sagemaker:InvokeEndpoint"],
    "Resource": "ENDPOINT_ARN"}]}'
cloudformation: |
  Type: AWS::IAM::ManagedPolicy
  Properties:
    PolicyDocument:
      Version: "2012-10-17"
      Statement:
        - Effect: Allow
          Action:
            - s3:GetObject
          Resource: !Sub ${Bucket.Arn}/*
        - Effect: Allow
          Action:
            - sagemaker:InvokeEndpoint
          Resource: !Ref Endpoint
terraform: |
  resource "aws_iam_policy" "this" {
    name = "workload"
    policy = jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Effect   = "Allow"
        Action   = ["s3:GetObject"]
        Resource = "${aws_s3_bucket.this.arn}/*"
        }, {
        Effect   = "Allow"
        Action   = ["sagemaker:InvokeEndpoint"]
        Resource = aws_sagemaker_endpoint.this.arn
      }]
    })
  }
---*/
