/*---
id: SM-IAM-08
title: Policies of your own demand a private network for notebooks and training
severity: medium
subject: iam_managed_policy
why: >
  Without condition keys, everybody with the policy can start a notebook or a job on the open internet and
  take the training data there.
fix: >
  Add conditions on sagemaker:VpcSubnets and sagemaker:VpcSecurityGroupIds (Null = false), or deny jobs
  without them.
maps:
  gdpr: ["Art.25", "Art.32(1)(b)"]
  hipaa: ["164.308(a)(4)", "164.312(a)(1)"]
references:
  - https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html
---*/
with creation as (
    select p.arn, action,
           (select any_true(when_allowed(s.effect, covers_action(s.actions, s.not_actions, action) and not confines_sagemaker(s.conditions)))
            from iam_managed_policy_statement s where s.arn = p.arn) as open,
           (select any_true(when_denied(s.effect, covers_action(s.actions, s.not_actions, action) and confines_sagemaker(s.conditions)))
            from iam_managed_policy_statement s where s.arn = p.arn) as closed
    from iam_managed_policy p
    cross join (select unnest(['sagemaker:CreateNotebookInstance', 'sagemaker:CreateTrainingJob',
                               'sagemaker:CreateProcessingJob', 'sagemaker:CreateModel']) as action)
    where not p.is_aws_managed and p.attachment_count > 0
)
select arn as resource,
       case when closed then true when not open then true when open then closed end as passed,
       case when open and not closed then action || ' is allowed outside a private network'
            when open is null or closed is null then 'the policy could not be parsed'
            else 'a private network is demanded' end as reason
from creation
where open is distinct from false

/*---
attack: >
  Whoever has keys with this policy starts a notebook or a job with the internet open, loads the training data into it
  and sends the data out. No network control of yours is on that path.
console: >
  IAM > Policies > the policy > Edit: add a statement that denies CreateNotebookInstance, CreateTrainingJob,
  CreateProcessingJob and CreateModel where sagemaker:VpcSubnets is missing (Null: true).
cli: |
  # This becomes the policy's default version: keep the statements that it has, and add this one.
  aws iam create-policy-version --policy-arn POLICY_ARN --set-as-default --policy-document \
    '{"Version": "2012-10-17", "Statement": [{"Sid": "PrivateNetworkOnly", "Effect": "Deny",
    "Action": ["sagemaker:CreateNotebookInstance", "sagemaker:CreateTrainingJob", "sagemaker:CreateProcessingJob",
    "sagemaker:CreateModel"], "Resource": "*", "Condition": {"Null": {"sagemaker:VpcSubnets": "true"}}}]}'
cloudformation: |
  Type: AWS::IAM::ManagedPolicy
  Properties:
    PolicyDocument:
      Version: "2012-10-17"
      Statement:
        - Sid: PrivateNetworkOnly
          Effect: Deny
          Action:
            - sagemaker:CreateNotebookInstance
            - sagemaker:CreateTrainingJob
            - sagemaker:CreateProcessingJob
            - sagemaker:CreateModel
          Resource: "*"
          Condition:
            Null:
              sagemaker:VpcSubnets: "true"
terraform: |
  resource "aws_iam_policy" "this" {
    name = "private-network-only"
    policy = jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Sid    = "PrivateNetworkOnly"
        Effect = "Deny"
        Action = [
          "sagemaker:CreateNotebookInstance",
          "sagemaker:CreateTrainingJob",
          "sagemaker:CreateProcessingJob",
          "sagemaker:CreateModel",
        ]
        Resource  = "*"
        Condition = { Null = { "sagemaker:VpcSubnets" = "true" } }
      }]
    })
  }
---*/
