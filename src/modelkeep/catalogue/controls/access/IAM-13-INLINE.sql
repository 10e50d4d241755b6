/*---
id: IAM-13-INLINE
title: No inline policy of a role allows everything
severity: critical
subject: iam_role
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
from iam_role_policy_statement
where policy not like 'arn:%'

/*---
attack: >
  Whoever gets code to run under the role, by a poisoned package or model file, owns the account: all models, data,
  backups and logs.
console: >
  IAM > Roles > the role > Permissions, edit the inline policy: name the actions and the resources that are needed.
cli: |
  aws iam put-role-policy --role-name ROLE --policy-name workload --policy-document \
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:GetObject"],
    "Resource": "arn:aws:s3:::BUCKET/*"}, {"Effect": "Allow", "Action": ["sagemaker:InvokeEndpoint"],
    "Resource": "ENDPOINT_ARN"}]}'
cloudformation: |
  Type: AWS::IAM::RolePolicy
  Properties:
    RoleName: !Ref Role
    PolicyName: workload
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
  resource "aws_iam_role_policy" "workload" {
    role = aws_iam_role.this.id
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
