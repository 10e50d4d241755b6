/*---
id: SM-IAM-05
title: AI services assume roles only on behalf of your account
severity: medium
subject: iam_role
scope: ai
why: >
  Without a condition on the account, somebody else's SageMaker or Bedrock resource can be made to use your
  role (a confused deputy).
fix: >
  Add the conditions aws:SourceAccount and aws:SourceArn to the role's trust policy.
maps: {gdpr: [Art.25, "Art.32(1)(b)"], hipaa: ["164.308(a)(4)", "164.312(a)(1)"], mitre-atlas: [AML.T0012]}
peers: {prowler: [iam_role_cross_service_confused_deputy_prevention, iam_role_service_trust_restricts_source_to_account]}
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/security-confused-deputy-prevention.html
---*/
select arn as resource,
       not when_allowed(effect, not restricts_to_account(conditions)) as passed,
       case when effect = 'Unparsed' then 'the trust policy could not be parsed'
            when passed then 'the service acts on behalf of named accounts only' else 'the service may act on behalf of any account' end as reason
from iam_role_trust_statement
where effect = 'Unparsed' or len(list_filter(principals, lambda p: p in (
    'Service:sagemaker.amazonaws.com', 'Service:bedrock.amazonaws.com', 'Service:bedrock-agentcore.amazonaws.com'))) > 0

/*---
attack: >
  Somebody in another account gets the AWS service to act for them, but with your role: the service cannot tell for
  whom it works, if the role does not say.
console: >
  IAM > Roles > the role > Trust relationships > Edit trust policy: add the conditions aws:SourceAccount and
  aws:SourceArn to the statement of the service.
cli: |
  aws iam update-assume-role-policy --role-name ROLE --policy-document \
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"},
    "Action": "sts:AssumeRole", "Condition": {"StringEquals": {"aws:SourceAccount": "ACCOUNT"}}}]}'
cloudformation: |
  Type: AWS::IAM::Role
  Properties:
    AssumeRolePolicyDocument:
      Version: "2012-10-17"
      Statement:
        - Effect: Allow
          Principal:
            Service: sagemaker.amazonaws.com
          Action: sts:AssumeRole
          Condition:
            StringEquals:
              aws:SourceAccount: !Ref AWS::AccountId
terraform: |
  data "aws_caller_identity" "current" {}

  resource "aws_iam_role" "this" {
    assume_role_policy = jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Effect    = "Allow"
        Principal = { Service = "sagemaker.amazonaws.com" }
        Action    = "sts:AssumeRole"
        Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id } }
      }]
    })
  }
---*/
