/*---
id: SM-MODEL-07
title: Every file of a model carries a signature that verifies
severity: high
subject: sagemaker_model
why: >
  Whoever can write to the bucket can put another model in the place of yours. Without a signature nobody can tell the two apart,
  and the endpoint loads what lies there.
fix: >
  Sign the model's files where they are built, keep the signature beside them, and verify it before the model is created. Name the
  object's version, or its ETag, so that what was verified is what is loaded.
maps:
  gdpr: ["Art.5(1)(f)", "Art.32(1)(b)"]
  hipaa: ["164.312(c)(1)"]
  eu-ai-act: ["Art.15(5)"]
  mitre-atlas: [AML.T0010, AML.T0018, AML.M0014]
  owasp-llm: [LLM03, LLM04]
references: ["https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_S3ModelDataSource.html"]
notes: >
  That a deployment was held back until the signature verified cannot be seen from outside; that what is deployed has one, can.
  Whose signatures count is said under [signing] in modelkeep.toml or with --trust-key and its like; a signature counts for what lies there
  now, and an ETag that the model or its package names says whether that is what was deployed. Needs the analysis of model files.
---*/
with artifact as (
    select arn, '' as package, model_data_url as url, model_data_etag as pinned from sagemaker_model_container
    union all
    select arn, '', unnest(additional_model_data_urls), unnest(additional_model_data_etags) from sagemaker_model_container
    union all
    select c.arn, c.model_package_name, p.model_data_url, p.model_data_etag
    from sagemaker_model_container c left join sagemaker_model_package_container p on p.arn = c.model_package_name
    where c.model_package_name <> ''
)
select a.arn as resource,
       case when s.signed is distinct from true then s.signed when a.pinned = '' then true else s.etag = a.pinned end as passed,
       case when s.arn is null then 'not looked into'
            when s.signed is null then 'not known whether it is signed' || coalesce(' (' || nullif(s.signature, '') || ')', '')
            when not s.signed and s.signature like 'unsigned%' then 'not signed'
            when not s.signed then 'the signature does not verify' || coalesce(' (' || nullif(s.signature, '') || ')', '')
            when passed then 'signed by ' || coalesce(s.signer, 'somebody who is trusted') || ', and the signature verifies'
            when not passed then 'replaced: ' || case a.package when '' then 'the model' else a.package end
                || ' names the ETag ' || a.pinned || ', and what lies there, signed or not, has ' || coalesce(s.etag, 'another')
            else 'signed, but not compared with the ETag that is named' end
            || ': ' || coalesce(a.url, 'a file whose place was not read') as reason,
       [a.arn, a.package] as uses
from artifact a left join artifact_scan s on s.arn = object_arn_of(a.url)
where a.url is distinct from ''

/*---
attack: >
  With a build server's write access to the bucket the attacker uploads a fine-tuned copy that waves through one card number. Nothing
  but the hash differs, and nobody looks at it.
console: >
  The console signs no model files. In S3 > the bucket > Properties, turn on Bucket Versioning, so that a deployment can name the
  version that was verified.
cli: |
  modelkeep sign s3://BUCKET/model.tar.gz --kms alias/model-signing
  modelkeep verify s3://BUCKET/model.tar.gz --trust-kms KEY_ARN
  aws sagemaker create-model --model-name NAME --execution-role-arn ROLE --primary-container \
    'Image=IMAGE,ModelDataSource={S3DataSource={S3Uri=s3://BUCKET/model.tar.gz,S3DataType=S3Object,CompressionType=Gzip,ETag=ETAG}}'
  modelkeep scan --inspect --trust-kms KEY_ARN
cloudformation: |
  # CloudFormation signs nothing; name what was verified by a prefix that holds its digest.
  Type: AWS::SageMaker::Model
  Properties:
    ExecutionRoleArn: !GetAtt Role.Arn
    PrimaryContainer:
      Image: !Ref Image
      ModelDataUrl: !Sub s3://${Bucket}/sha256/${Digest}/model.tar.gz
terraform: |
  # Terraform signs nothing; name what was verified by a prefix that holds its digest.
  resource "aws_sagemaker_model" "this" {
    execution_role_arn = aws_iam_role.this.arn
    primary_container {
      image          = var.image
      model_data_url = "s3://${aws_s3_bucket.models.bucket}/sha256/${var.digest}/model.tar.gz"
    }
  }
---*/
