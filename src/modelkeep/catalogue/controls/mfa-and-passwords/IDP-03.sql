/*---
id: IDP-03
title: Roles for the company's sign-in take only assertions that were made for AWS
severity: medium
subject: iam_role
why: >
  The company's identity provider signs assertions for many applications. Without a look at the audience, one that was made for
  another application can open the role.
fix: Add the condition StringEquals SAML:aud = https://signin.aws.amazon.com/saml to the trust policy.
maps: {gdpr: ["Art.32(1)(b)"], hipaa: ["164.312(d)"], soc2: ["CC6.1"]}
references:
  - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml.html
---*/
with trusted as (
    select s.arn, s.effect,
           when_allowed(s.effect, list_bool_or(list_transform(['-'] || s.principals, lambda p: p like 'Federated:arn:%:saml-provider/%'))) as saml,
           requires_value(s.conditions, 'SAML:aud', 'https://([a-z0-9-]+\.)?signin\.(aws\.amazon\.com|amazonaws-us-gov\.com|amazonaws\.cn)/saml(/.*)?') as for_aws
    from iam_role_trust_statement s
)
select r.arn as resource,
       case when t.saml then t.for_aws end as passed,
       case when t.saml is null then 'the trust policy could not be parsed'
            when t.for_aws then 'assertions must be made for AWS'
            else 'the trust policy does not ask for whom an assertion was made' end as reason
from iam_role r join trusted t on t.arn = r.arn
where t.saml is distinct from false

/*---
attack: >
  The attacker gets an assertion for a small tool that the company runs at the same identity provider, and hands it to AWS.
console: IAM > Roles > the role > Trust relationships > Edit trust policy, add the condition on SAML:aud.
cli: |
  aws iam update-assume-role-policy --role-name ROLE --policy-document file://trust.json
  # trust.json: "Condition": {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}}
cloudformation: |
  Type: AWS::IAM::Role
  Properties:
    AssumeRolePolicyDocument:
      Version: "2012-10-17"
      Statement:
        - Effect: Allow
          Principal: {Federated: !GetAtt Company.Arn}
          Action: sts:AssumeRoleWithSAML
          Condition:
            StringEquals:
              SAML:aud: https://signin.aws.amazon.com/saml
terraform: |
  data "aws_iam_policy_document" "trust" {
    statement {
      actions = ["sts:AssumeRoleWithSAML"]
      principals {
        type        = "Federated"
        identifiers = [aws_iam_saml_provider.company.arn]
      }
      condition {
        test     = "StringEquals"
        variable = "SAML:aud"
        values   = ["https://signin.aws.amazon.com/saml"]
      }
    }
  }
---*/
