/*---
kind: presents
doc: The certificate with which a domain name of an API shows who it is.
---*/
select arn as src, certificate_arn as dst from apigateway_domain_name
