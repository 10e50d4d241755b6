/*---
id: IDP-01
title: Certificates of the company's sign-in are valid for another 30 days
severity: medium
subject: iam_saml_provider
why: >
  When the certificate ends, nobody of the company gets in. What is then made in a hurry, an IAM user with a password or a role
  that trusts too many, tends to stay.
fix: Take the new metadata document from the identity provider and update the SAML provider with it.
maps: {gdpr: ["Art.32(1)(b)"], hipaa: ["164.312(d)"], soc2: ["CC6.1"]}
references:
  - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml.html
---*/
select arn as resource,
       valid_until >= collected_at + interval 30 day as passed,
       'valid until ' || strftime(valid_until, '%Y-%m-%d') as reason
from iam_saml_provider

/*---
attack: >
  The attacker waits for the day on which sign-in breaks, and asks the help desk, as one of many, for a way round it.
console: IAM > Identity providers > the provider > Replace metadata document.
cli: |
  aws iam update-saml-provider --saml-provider-arn ARN --saml-metadata-document file://metadata.xml
cloudformation: |
  Type: AWS::IAM::SAMLProvider
  Properties:
    Name: company
    SamlMetadataDocument: "THE NEW METADATA DOCUMENT"
terraform: |
  resource "aws_iam_saml_provider" "company" {
    name                   = "company"
    saml_metadata_document = file("metadata.xml")
  }
---*/
