/*---
kind: presents
doc: The certificates with which a listener shows who it is.
---*/
select arn as src, unnest(certificate_arns) as dst from elasticloadbalancingv2_listener
