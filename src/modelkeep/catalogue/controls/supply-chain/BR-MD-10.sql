/*---
id: BR-MD-10
title: Models imported into Bedrock are the ones that were approved and signed
severity: high
subject: bedrock_imported_model
why: >
  An import copies whatever lies under the prefix at that moment. Without a comparison with the signed entry in the registry, nobody
  knows whose weights answer your customers.
fix: >
  Import from a prefix that only the release pipeline writes, and compare the digests of its files with the approved model package before
  the import job is started.
maps:
  gdpr: ["Art.5(1)(f)", "Art.32(1)(b)"]
  hipaa: ["164.312(c)(1)"]
  mitre-atlas: [AML.T0010, AML.T0018, AML.M0014]
  owasp-llm: [LLM03, LLM04]
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/model-customization-import-model.html"]
notes: >
  Bedrock gives no digest of what it imported. What is compared is what lies under the prefix of the import. Needs the analysis of model
  files.
---*/
select m.arn as resource,
       s.matches_registry and s.signed as passed,
       case when passed then 'the files are those of an approved and signed model package'
            when not s.matches_registry then 'the files are not those of an approved model package'
            when not s.signed then 'the files are not signed, or the signature does not verify'
            else 'the files of the import were not looked into' end as reason,
       [m.arn] as uses
from bedrock_imported_model m left join artifact_scan s on s.arn = object_arn_of(m.model_data_s3_uri)

/*---
attack: >
  A contractor with write access to the import prefix exchanges one shard the evening before the release. The import job succeeds,
  and the assistant now recommends the contractor's shop.
console: >
  Bedrock > Imported models > Import model compares nothing. Compare the files with the model package in SageMaker AI > Models > Model
  registry before you start it.
cli: |
  aws sagemaker describe-model-package --model-package-name ARN --query 'InferenceSpecification.Containers[].ModelDataETag'
  aws s3api get-object-attributes --bucket BUCKET --key KEY --object-attributes Checksum ETag
  aws bedrock create-model-import-job --job-name JOB --imported-model-name NAME --role-arn ROLE \
    --model-data-source 's3DataSource={s3Uri=s3://BUCKET/PREFIX/}'
cloudformation: CloudFormation has no resource for imported models; compare the digests before the import job is started with the CLI.
terraform: The AWS provider compares no digests; do it in the pipeline before the import job is started with the CLI.
---*/
