/*---
id: BR-GR-07
title: Guardrails are encrypted with a key of your own
severity: low
subject: bedrock_guardrail
why: >
  A guardrail's topics and words tell an attacker what it does not look for. With a key of your own you decide who can
  read or change it, and see when.
fix: Create the guardrail with kmsKeyId, or set it with UpdateGuardrail.
maps:
  gdpr: ["Art.32(1)(a)"]
  hipaa: ["164.312(a)(2)(iv)"]
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-permissions-kms.html"]
---*/
select arn as resource,
       kms_key_arn <> '' as passed,
       case when passed then 'encrypted with ' || kms_key_arn else 'encrypted with a key of AWS' end as reason
from bedrock_guardrail
