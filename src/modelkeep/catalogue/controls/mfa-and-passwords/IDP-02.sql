/*---
id: IDP-02
title: Assertions of the company's sign-in are encrypted
severity: low
subject: iam_saml_provider
why: >
  An assertion passes through the user's browser and says who they are and which roles they may take. In the clear, extensions
  and logs on the way can read it.
fix: Upload a private key to the SAML provider, have the identity provider encrypt for it, and require encryption.
maps:
  gdpr: ["Art.32(1)(a)"]
  hipaa: ["164.312(e)(1)"]
references:
  - https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetSAMLProvider.html
---*/
select arn as resource,
       assertion_encryption_mode = 'Required' as passed,
       case assertion_encryption_mode when 'Required' then 'assertions must be encrypted'
            when '' then 'there is no key with which assertions could be encrypted'
            else 'assertions may be encrypted, and need not be' end as reason
from iam_saml_provider

/*---
attack: >
  A browser extension or a proxy with the company's root certificate reads assertions as they pass, and learns who may take
  which role.
console: IAM > Identity providers > the provider > SAML encryption, add a private key and require encryption.
cli: |
  aws iam update-saml-provider --saml-provider-arn ARN --add-private-key file://key.pem --assertion-encryption-mode Required
cloudformation: |
  Type: AWS::IAM::SAMLProvider
  Properties:
    Name: company
    SamlMetadataDocument: "THE METADATA DOCUMENT"
    AddPrivateKey: "{{resolve:secretsmanager:saml-private-key}}"
    AssertionEncryptionMode: Required
terraform: Terraform's aws_iam_saml_provider has no attribute for it; use the CLI.
---*/
