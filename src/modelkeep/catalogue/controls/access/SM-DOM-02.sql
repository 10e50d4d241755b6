/*---
id: SM-DOM-02
title: People sign in to Studio through IAM Identity Center
severity: medium
subject: sagemaker_domain
why: >
  With IAM authentication whoever may call CreatePresignedDomainUrl opens anybody's Studio. Identity Center ties
  each session to a person, with your sign-in rules and MFA.
fix: >
  The mode cannot be changed. Create a domain with AuthMode=SSO and move the users over.
maps: {gdpr: [Art.25, "Art.32(1)(b)"], hipaa: ["164.308(a)(4)", "164.312(a)(1)", "164.312(a)(2)(i)"], soc2: ["CC6.1"]}
peers: {prowler: [sagemaker_domain_sso_configured]}
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/onboard-sso-users.html
---*/
select arn as resource,
       auth_mode = 'SSO' as passed,
       'AuthMode is ' || auth_mode as reason
from sagemaker_domain

/*---
attack: >
  With IAM mode, whoever may create sign-in URLs opens Studio as any user. People who left keep their access as long
  as some IAM user of theirs does.
console: >
  Amazon SageMaker AI > Domains > Create domain > Set up for organizations, sign-in through AWS Identity Center. The
  mode of a domain cannot be changed.
cli: |
  aws sagemaker create-domain --domain-name NAME --auth-mode SSO --default-user-settings ExecutionRole=ROLE \
    --vpc-id VPC --subnet-ids SUBNET
cloudformation: |
  Type: AWS::SageMaker::Domain
  Properties:
    AuthMode: SSO
terraform: |
  resource "aws_sagemaker_domain" "this" {
    auth_mode = "SSO"
  }
---*/
