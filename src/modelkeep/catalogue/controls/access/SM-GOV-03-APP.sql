/*---
id: SM-GOV-03-APP
title: Partner apps in SageMaker know which person is using them
severity: medium
subject: sagemaker_partner_app
why: >
  A partner app sees models, features and answers. Where it does not learn who is signed in, everybody who may open it has the
  same rights in it, and what they do cannot be told apart.
fix: Set EnableIamSessionBasedIdentity, so that the app takes users and groups from the IAM session.
maps: {gdpr: [Art.25, "Art.32(1)(b)"], hipaa: ["164.312(a)(1)", "164.312(d)", "164.312(a)(2)(i)"]}
references:
  - https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreatePartnerApp.html
---*/
select arn as resource,
       auth_type = 'IDC' or enable_iam_session_based_identity as passed,
       case when auth_type = 'IDC' then 'people sign in through IAM Identity Center'
            when enable_iam_session_based_identity then 'users come from the IAM session'
            else 'everybody who may open the app is one user' end as reason
from sagemaker_partner_app

/*---
attack: >
  The attacker opens the app with any identity that may call it, and reads and changes what the team's administrator set up:
  the app sees the same user.
console: SageMaker AI > Partner AI Apps > the app > Edit, enable user identity based on the IAM session.
cli: |
  aws sagemaker update-partner-app --arn ARN --enable-iam-session-based-identity
cloudformation: |
  Type: AWS::SageMaker::PartnerApp
  Properties:
    Name: watch
    Type: fiddler
    Tier: small
    AuthType: IAM
    ExecutionRoleArn: !GetAtt Role.Arn
    EnableIamSessionBasedIdentity: true
terraform: Terraform's AWS provider has no resource for partner apps; use the CLI.
---*/
