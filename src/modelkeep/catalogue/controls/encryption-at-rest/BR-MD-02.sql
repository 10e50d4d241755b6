/*---
id: BR-MD-02
title: Imported models are encrypted with a key of your own
severity: high
subject: bedrock_imported_model
why: Weights hold what the model learned from your data. With a key of your own you decide who can use them, and can shut them off.
fix: Name a customer managed key as importedModelKmsKeyId in the import job, and make the model again.
maps:
  gdpr: ["Art.32(1)(a)"]
  hipaa: ["164.312(a)(2)(iv)"]
  soc2: ["CC6.1"]
  mitre-atlas: [AML.T0035, AML.M0012]
  owasp-llm: [LLM02]
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/model-customization-import-model.html"]
---*/
select arn as resource,
       model_kms_key_arn <> '' as passed,
       case when passed then 'encrypted with ' || model_kms_key_arn else 'encrypted with a key of AWS' end as reason
from bedrock_imported_model

/*---
attack: >
  A stolen session with bedrock:InvokeModel uses the imported model as its own. There is no key of yours to withdraw, so
  the model answers until every policy is found and changed.
console: >
  Amazon Bedrock > Imported models > Import model, Encryption, choose a customer managed key. A model that is there cannot
  be encrypted anew: import it again.
cli: |
  aws bedrock create-model-import-job --job-name JOB --imported-model-name MODEL --role-arn ROLE \
    --model-data-source 's3DataSource={s3Uri=s3://BUCKET/model/}' --imported-model-kms-key-id KEY_ARN
cloudformation: >
  CloudFormation has no resource for Bedrock's import jobs; use the CLI.
terraform: >
  The AWS provider has no resource for Bedrock's import jobs; use the CLI.
---*/
