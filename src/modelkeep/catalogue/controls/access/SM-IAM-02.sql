/*---
id: SM-IAM-02
title: What runs models cannot do everything in SageMaker
severity: high
subject: iam_role
scope: ai
why: >
  AmazonSageMakerFullAccess and sagemaker:* let one notebook read, change and delete every other team's
  models, jobs and endpoints.
fix: >
  Replace the policy by the actions that the workload calls, on its own resources.
maps:
  gdpr: [Art.25, "Art.32(1)(b)"]
  hipaa: ["164.308(a)(4)", "164.312(a)(1)"]
  soc2: ["CC6.3"]
  mitre-atlas: [AML.T0012]
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/security-iam-awsmanpol.html
---*/
select r.arn as resource,
       not (r.by_name or r.everything) as passed,
       case when r.by_name then 'AmazonSageMakerFullAccess is attached' when r.everything then 'allows every action of SageMaker'
            when not (r.by_name or r.everything) then 'does not allow every action of SageMaker'
            else 'a policy of the role could not be parsed' end as reason
from (
    select r.arn,
           len(list_filter(r.attached_policy_arns, lambda p: p like '%:iam::aws:policy/AmazonSageMakerFullAccess')) > 0 as by_name,
           (select any_true(when_allowed(s.effect, allows_service(s.effect, s.actions, s.not_actions, 'sagemaker')
                                            and covers_all_resources(s.resources, s.not_resources)))
            from iam_role_policy_statement s where s.arn = r.arn) as everything
    from iam_role r
    where not r.is_service_linked
) r

/*---
attack: >
  Code that gets to run under the role changes other teams' endpoints, puts another model behind them, or opens
  notebooks and their data.
console: >
  IAM > Roles > the role > Permissions: detach AmazonSageMakerFullAccess, and add a policy with the actions that the
  workload calls, on its own resources.
cli: |
  aws iam detach-role-policy --role-name ROLE --policy-arn arn:aws:iam::aws:policy/AmazonSageMakerFullAccess
  aws iam put-role-policy --role-name ROLE --policy-name workload --policy-document \
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:GetObject"],
    "Resource": "arn:aws:s3:::BUCKET/*"}, {"Effect": "Allow", "Action": ["kms:Decrypt"], "Resource": "KEY_ARN"},
    {"Effect": "Allow", "Action": "sagemaker:InvokeEndpoint", "Resource": "ENDPOINT_ARN"}]}'
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
            - kms:Decrypt
          Resource: !GetAtt Key.Arn
        - Effect: Allow
          Action: sagemaker:InvokeEndpoint
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
        Action   = ["kms:Decrypt"]
        Resource = aws_kms_key.this.arn
        }, {
        Effect   = "Allow"
        Action   = "sagemaker:InvokeEndpoint"
        Resource = aws_sagemaker_endpoint.this.arn
      }]
    })
  }
---*/
