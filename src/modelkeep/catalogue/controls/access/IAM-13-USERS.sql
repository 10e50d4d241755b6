/*---
id: IAM-13-USERS
title: No inline policy of a user or of its groups allows everything
severity: critical
subject: iam_user
why: >
  Inline policies are overlooked in reviews: a quick fix that allowed everything stays for years, and whoever
  gets in there owns the account.
fix: >
  Replace the inline policy by one that allows what is needed, on the resources that are needed.
maps:
  gdpr: [Art.25, "Art.32(1)(b)"]
  hipaa: ["164.308(a)(4)", "164.312(a)(1)"]
  cis-aws-3.0: ["1.16"]
  cis-aws-5.0: ["1.15"]
  cis-aws-7.0: ["2.14"]
  soc2: ["CC6.3"]
  mitre-atlas: [AML.T0012]
profiles: [baseline]
peers: {prowler: [iam_inline_policy_no_administrative_privileges]}
references:
  - https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html
---*/
select arn as resource,
       not when_allowed(effect, is_every_action(actions) and covers_all_resources(resources, not_resources)) as passed,
       case effect when 'Unparsed' then 'inline policy ' || policy || ' could not be parsed'
                   else 'inline policy ' || policy || case when passed then ' does not allow everything'
                                                           else ' allows every action on every resource' end end as reason
from iam_user_policy_statement
where policy not like 'arn:%'

/*---
attack: >
  One leaked access key or phished password of this user is the whole account: all models, data, backups and logs.
console: >
  IAM > Users > the user (or User groups > the group) > Permissions, edit the inline policy: name the actions and the
  resources that are needed.
cli: |
  aws iam put-group-policy --group-name GROUP --policy-name work --policy-document \
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:GetObject"],
    "Resource": "arn:aws:s3:::BUCKET/*"}, {"Effect": "Allow", "Action": ["sagemaker:InvokeEndpoint"],
    "Resource": "ENDPOINT_ARN"}]}'
  aws iam delete-user-policy --user-name USER --policy-name OLD_POLICY
cloudformation: |
  Type: AWS::IAM::GroupPolicy
  Properties:
    GroupName: !Ref Group
    PolicyName: work
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
  resource "aws_iam_group_policy" "work" {
    group = aws_iam_group.this.name
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
