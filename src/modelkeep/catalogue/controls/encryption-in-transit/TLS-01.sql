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
