/*---
id: BR-MD-01
title: Custom models are encrypted with a key of your own
severity: high
subject: bedrock_custom_model
why: Weights hold what the model learned from your data. With a key of your own you decide who can use them, and can shut them off.
fix: Name a customer managed key as customModelKmsKeyId in the customization job, and make the model again.
maps:
  gdpr: ["Art.32(1)(a)"]
  hipaa: ["164.312(a)(2)(iv)"]
  soc2: ["CC6.1"]
  mitre-atlas: [AML.T0035, AML.M0012]
  owasp-llm: [LLM02]
peers: {prowler: [bedrock_custom_model_encrypted_with_cmk]}
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/encryption-custom-job.html"]
---*/
select arn as resource,
       model_kms_key_arn <> '' as passed,
       case when passed then 'encrypted with ' || model_kms_key_arn else 'encrypted with a key of AWS' end as reason
from bedrock_custom_model

/*---
attack: >
  A stolen session with bedrock:InvokeModel asks the custom model for what it learned from your data. There is no key of
  yours to withdraw, so the model answers until every policy is found and changed.
console: >
  Amazon Bedrock > Custom models > Customize model, Model encryption, choose a customer managed key. A model that is there
  cannot be encrypted anew: run the job again.
cli: |
  aws bedrock create-model-customization-job --job-name JOB --custom-model-name MODEL --role-arn ROLE \
    --base-model-identifier BASE_MODEL --training-data-config s3Uri=s3://BUCKET/train.jsonl \
    --output-data-config s3Uri=s3://BUCKET/out --custom-model-kms-key-id KEY_ARN
cloudformation: >
  CloudFormation has no resource for Bedrock's customization jobs; use the CLI.
terraform: |
  resource "aws_bedrock_custom_model" "this" {
    custom_model_kms_key_id = aws_kms_key.this.arn
  }
---*/
