/*---
id: TLS-01
title: Certificates in front of models are valid for another 30 days and have strong keys
severity: high
subject: certificatemanager_certificate
scope: ai
why: >
  When the certificate runs out, callers either fail or, worse, are told to skip the check, and then nothing proves any more that
  they talk to your model. A 1024 bit RSA key can be broken.
fix: >
  Renew or import the certificate anew; for those of ACM, put the DNS validation record back so that renewal works by itself.
  Request a new one with RSA 2048 or ECDSA where the key is short.
maps: {gdpr: ["Art.32(1)(a)"], hipaa: ["164.312(e)(1)"], aws-fsbp: [ACM.1, ACM.2], soc2: ["CC6.7"]}
profiles: [baseline]
peers: {prowler: [acm_certificates_expiration_check, acm_certificates_with_secure_key_algorithms], securityhub: [ACM.1, ACM.2], config: [acm-certificate-expiration-check]}
references: ["https://docs.aws.amazon.com/acm/latest/userguide/managed-renewal.html"]
---*/
select arn as resource,
       status = 'ISSUED' and not_after > collected_at + interval 30 day and key_algorithm <> 'RSA_1024' as passed,
       case when status <> 'ISSUED' then 'the certificate is ' || lower(status)
            when key_algorithm = 'RSA_1024' then 'the key is RSA with 1024 bits'
            else 'valid until ' || not_after::date || ', key ' || key_algorithm end as reason
from certificatemanager_certificate

/*---
attack: >
  When a certificate runs out, people are told to click the warning away, and then an attacker between them and the
  model can show a forged certificate unnoticed. A key of 1024 bits can be broken by somebody with enough computers.
console: >
  Certificate Manager > Request certificate, public certificate, DNS validation, key algorithm RSA 2048 or ECDSA P
  256; create the validation records in Route 53 and leave them there, so that it renews by itself.
cli: |
  aws acm request-certificate --domain-name api.example.com --validation-method DNS --key-algorithm RSA_2048
  aws acm describe-certificate --certificate-arn CERTIFICATE --query 'Certificate.DomainValidationOptions[].ResourceRecord'
cloudformation: |
  Type: AWS::CertificateManager::Certificate
  Properties:
    DomainName: api.example.com
    ValidationMethod: DNS
    KeyAlgorithm: RSA_2048
    DomainValidationOptions:
      - DomainName: api.example.com
        HostedZoneId: !Ref HostedZone
terraform: |
  resource "aws_acm_certificate" "this" {
    domain_name       = "api.example.com"
    validation_method = "DNS"
    key_algorithm     = "RSA_2048"
  }
---*/
