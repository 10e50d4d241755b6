/*---
id: BR-IAM-02
title: No long-term API key for Bedrock is active
severity: high
subject: iam_service_specific_credential
why: >
  A long-term Bedrock API key is a bare string that works from anywhere, without a second factor: found in a
  notebook or repository, it spends your money and talks to your models.
fix: >
  Delete the key. Use a role, or short-term keys that end with the session.
maps:
  gdpr: [Art.25, "Art.32(1)(b)"]
  hipaa: ["164.308(a)(4)", "164.312(a)(1)"]
  soc2: ["CC6.1"]
  mitre-atlas: [AML.T0055]
profiles: [baseline]
peers: {prowler: [bedrock_api_key_no_long_term_credentials, bedrock_api_key_no_administrative_privileges]}
references:
  - https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html
---*/
select arn as resource,
       status <> 'Active' or (expires and expires_at <= collected_at) as passed,
       case when status <> 'Active' then 'the key of ' || user_name || ' is inactive'
            when expires and expires_at <= collected_at then 'the key of ' || user_name || ' has expired'
            when expires then 'the key of ' || user_name || ' works until ' || strftime(expires_at, '%Y-%m-%d')
            else 'the key of ' || user_name || ' never expires' end as reason
from iam_service_specific_credential
where service_name = 'bedrock.amazonaws.com' or service_name is null

/*---
attack: >
  The key is one string that anybody can use from anywhere, without a signature or a second factor. It leaks with a
  notebook or a repository, and works until somebody deletes it.
console: >
  IAM > Users > the user > Security credentials > API keys for Amazon Bedrock, Actions > Delete.
cli: |
  aws iam list-service-specific-credentials --user-name USER --service-name bedrock.amazonaws.com
  aws iam delete-service-specific-credential --user-name USER --service-specific-credential-id KEY_ID
cloudformation: >
  CloudFormation has no resource for API keys of Amazon Bedrock; use the CLI.
terraform: |
  resource "aws_iam_service_specific_credential" "bedrock" {
    service_name = "bedrock.amazonaws.com"
    user_name    = aws_iam_user.this.name
    status       = "Inactive"
  }
---*/
