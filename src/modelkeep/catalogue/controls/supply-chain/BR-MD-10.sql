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
  Bedrock gives no digest of what it imported. What is compared is what lies under the prefix of the import, as long as nothing was written
  there since the import job began. Whose signatures count is said under [signing] in modelkeep.toml. Needs the analysis of model files.
---*/
select m.arn as resource,
       case when s.matches_registry and s.signed then case when s.modified_at <= j.creation_time then true end
            else s.matches_registry and s.signed end as passed,
       case when passed then 'the files are those of an approved model package (' || coalesce(s.registry, '')
                || '), signed by ' || coalesce(s.signer, 'somebody who is trusted')
            when not s.signed and s.signature like 'unsigned%' then 'the files are not signed'
            when not s.signed then 'the signature of the files does not verify' || coalesce(' (' || nullif(s.signature, '') || ')', '')
            when not s.matches_registry then 'the files are not those of an approved model package' || coalesce(': ' || nullif(s.registry, ''), '')
            when s.matches_registry and s.signed then 'the files are approved and signed, but it is not known that they lay there before the import'
            else 'not known' || coalesce(': ' || nullif(concat_ws('; ', nullif(case when s.signed is null then s.signature end, ''),
                nullif(case when s.matches_registry is null then s.registry end, '')), ''), ', the files of the import were not looked into') end as reason,
       [m.arn, m.job_arn] as uses
from bedrock_imported_model m
     left join artifact_scan s on s.arn = object_arn_of(m.model_data_s3_uri)
     left join bedrock_model_import_job j on j.arn = m.job_arn

/*---
attack: >
  A contractor with write access to the import prefix exchanges one shard the evening before the release. The import job succeeds,
  and the assistant now recommends the contractor's shop.
console: >
  Bedrock > Imported models > Import model compares nothing. Compare the files with the model package in SageMaker AI > Models > Model
  registry before you start it.
cli: |
  modelkeep sign s3://BUCKET/PREFIX/ --kms alias/model-signing --package PACKAGE_ARN
  modelkeep verify s3://BUCKET/PREFIX/ --trust-kms KEY_ARN
  aws bedrock create-model-import-job --job-name JOB --imported-model-name NAME --role-arn ROLE \
    --model-data-source 's3DataSource={s3Uri=s3://BUCKET/PREFIX/}'
  modelkeep scan --inspect --trust-kms KEY_ARN
cloudformation: CloudFormation has no resource for imported models; compare the digests before the import job is started with the CLI.
terraform: The AWS provider compares no digests; do it in the pipeline before the import job is started with the CLI.
---*/
