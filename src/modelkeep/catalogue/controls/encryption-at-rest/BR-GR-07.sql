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

/*---
attack: >
  Whoever can read the guardrail with a stolen session sees its topics and words, and phrases the attack around them. With
  a key of your own you could shut them out at once.
console: >
  Amazon Bedrock > Guardrails > Create guardrail, KMS key selection, "Customize encryption settings", choose a customer
  managed key.
cli: |
  # UpdateGuardrail replaces the whole configuration: pass its policies along.
  aws bedrock update-guardrail --guardrail-identifier GUARDRAIL --name NAME \
    --blocked-input-messaging "I cannot take this." --blocked-outputs-messaging "I cannot answer this." --kms-key-id KEY_ARN
cloudformation: |
  Type: AWS::Bedrock::Guardrail
  Properties:
    KmsKeyArn: !GetAtt Key.Arn
terraform: |
  resource "aws_bedrock_guardrail" "this" {
    kms_key_arn = aws_kms_key.this.arn
  }
---*/
