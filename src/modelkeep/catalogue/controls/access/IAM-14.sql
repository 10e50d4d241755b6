/*---
id: IAM-14
title: Policies of your own name the AI actions and models that they allow
severity: high
subject: iam_managed_policy
why: >
  With sagemaker:* or bedrock:* a principal that should only ask a model can also copy, replace or delete it,
  and use every other model at your cost.
fix: >
  List the actions that are needed, and name the endpoints and models that may be invoked.
maps: {gdpr: [Art.25, "Art.32(1)(b)"], hipaa: ["164.308(a)(4)", "164.312(a)(1)"], aws-fsbp: [IAM.21], soc2: ["CC6.3"]}
peers: {securityhub: [IAM.21], config: [iam-policy-no-statements-with-full-access]}
references:
  - https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-21
  - https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html
---*/
with statement as (
    select s.*,
           allows_service(effect, actions, not_actions, 'sagemaker') or allows_service(effect, actions, not_actions, 'bedrock')
           or allows_service(effect, actions, not_actions, 'bedrock-agentcore') as everything,
           when_allowed(effect, covers_all_resources(resources, not_resources) and len(conditions) = 0
               and (covers_action(actions, not_actions, 'sagemaker:InvokeEndpoint')
                    or covers_action(actions, not_actions, 'bedrock:InvokeModel'))) as every_model
    from iam_managed_policy_statement s
    where effect = 'Unparsed' or len(not_actions) > 0
          or is_every_action(actions) or names_service(actions, 'sagemaker') or names_service(actions, 'bedrock')
          or names_service(actions, 'bedrock-agentcore')
)
select p.arn as resource,
       not (s.everything or s.every_model) as passed,
       case when s.everything then 'allows every action of an AI service'
            when s.every_model then 'allows invoking every model'
            when s.effect = 'Unparsed' then 'the policy could not be parsed'
            else 'names AI actions' end as reason
from iam_managed_policy p join statement s on s.arn = p.arn
where not p.is_aws_managed and p.attachment_count > 0

/*---
attack: >
  Stolen keys of a small application then call every model and endpoint of the account, those with other customers'
  data among them, at your cost.
console: >
  IAM > Policies > the policy > Edit: replace sagemaker:* and bedrock:* by actions, and "*" by the ARNs of the
  endpoints and models.
cli: |
  aws iam create-policy-version --policy-arn POLICY_ARN --set-as-default --policy-document \
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sagemaker:InvokeEndpoint",
    "Resource": "ENDPOINT_ARN"}, {"Effect": "Allow", "Action": "bedrock:InvokeModel", "Resource": "MODEL_ARN"}]}'
cloudformation: |
  Type: AWS::IAM::ManagedPolicy
  Properties:
    PolicyDocument:
      Version: "2012-10-17"
      Statement:
        - Effect: Allow
          Action: sagemaker:InvokeEndpoint
          Resource: !Ref Endpoint
        - Effect: Allow
          Action: bedrock:InvokeModel
          Resource: !Ref ModelArn
terraform: |
  resource "aws_iam_policy" "this" {
    name = "invoke"
    policy = jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Effect   = "Allow"
        Action   = "sagemaker:InvokeEndpoint"
        Resource = aws_sagemaker_endpoint.this.arn
        }, {
        Effect   = "Allow"
        Action   = "bedrock:InvokeModel"
        Resource = var.model_arn
      }]
    })
  }
---*/
