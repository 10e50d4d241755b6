/*---
id: SM-EP-13-WEIGHTS
title: Endpoints load the weights that were registered
severity: high
subject: sagemaker_endpoint
why: >
  The registry's approval is about certain files. If others were put at the same address, what answers customers was approved by nobody,
  and a shadow variant rehearses what nobody approved.
fix: >
  Find out who wrote the object. Register and approve what is to be loaded, sign it, and update the endpoint to a model made from that
  package.
maps:
  gdpr: ["Art.25", "Art.32(1)(d)"]
  hipaa: ["164.308(a)(8)", "164.312(c)(1)"]
  iso-42001: [A.6.2.5]
  soc2: ["CC8.1"]
  mitre-atlas: [AML.T0018, AML.M0014]
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-deploy.html
  - https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelPackageContainerDefinition.html
notes: >
  Production and shadow variants whose models come from the registry. SageMaker gives no digest of what it loaded: what lies at the
  package's address is compared, by the digest that `modelkeep sign --package` wrote there, or by the ETag that SageMaker kept, as long as it
  was written before the endpoint and its configuration were made. Needs the analysis of model files.
---*/
with expected as (
    select e.arn, v.variant_name, v.is_shadow, r.model_data_url as url, r.model_data_etag as etag, p.signed_digest, p.name as package_name,
           count(distinct r.model_data_url) filter (r.model_data_url <> '') over (partition by e.arn, v.variant_name, p.arn) < 2 as is_alone,
           case when e.creation_time > c.creation_time then e.creation_time else c.creation_time end as made,
           c.arn as via, m.arn as model, k.model_package_name as package
    from sagemaker_endpoint e
         left join sagemaker_endpoint_config c on c.account = e.account and c.region = e.region and c.name = e.endpoint_config_name
         left join sagemaker_endpoint_config_production_variant v on v.arn = c.arn
         left join sagemaker_model m on m.account = e.account and m.region = e.region and m.name = v.model_name
         left join sagemaker_model_container k on k.arn = m.arn
         left join sagemaker_model_package p on p.arn = k.model_package_name
         left join sagemaker_model_package_container r on r.arn = k.model_package_name
    where v.model_name is distinct from '' and k.model_package_name is distinct from ''
),
compared as (
    select x.*, s.modified_at, s.arn as scanned, s.etag as found,
           case when x.signed_digest = s.root then true
                when x.is_alone and x.signed_digest <> '' and s.root <> '' then false
                when x.etag <> '' and s.etag <> '' then x.etag = s.etag end as same
    from expected x left join artifact_scan s on s.arn = object_arn_of(x.url)
    where x.url is distinct from ''
)
select arn as resource,
       case when same then case when modified_at <= made then true end else same end as passed,
       coalesce(case when is_shadow then 'shadow variant ' else 'variant ' end || variant_name, 'a variant')
           || case when url is null then ': what it loads was not read'
                   when scanned is null then ': not looked into: ' || url
                   when passed then ' loads what ' || package_name || ' was registered with: ' || url
                   when not same then ' loads other files than ' || package_name || ' was registered with: ' || url
                   when same then ': ' || url || ' was written after the endpoint was made: what runs may be other weights'
                   else ': ' || coalesce(package_name, package) || ' was registered without an ETag or a digest that could be compared: ' || url end as reason,
       [via, model, package] as uses
from compared

/*---
attack: >
  With write access to the models' bucket the attacker overwrites the approved model.tar.gz with a fine-tuned copy and waits for the next
  instance that the endpoint starts. The registry still says approved.
console: >
  S3 > the bucket > the object > Versions shows who replaced what when. In SageMaker Studio > Models, register and approve the right
  version, and update the endpoint to a model made from it.
cli: |
  aws sagemaker describe-model-package --model-package-name PACKAGE --query 'InferenceSpecification.Containers[].[ModelDataUrl,ModelDataETag]'
  aws s3api head-object --bucket BUCKET --key KEY --query '[ETag,LastModified]'
  modelkeep verify s3://BUCKET/KEY --trust-kms KEY_ARN
  modelkeep sign s3://BUCKET/KEY --kms alias/model-signing --package PACKAGE
  aws sagemaker create-endpoint-config --endpoint-config-name NEW_CONFIG --production-variants \
    VariantName=AllTraffic,ModelName=MODEL,InstanceType=ml.m5.large,InitialInstanceCount=2
  aws sagemaker update-endpoint --endpoint-name ENDPOINT --endpoint-config-name NEW_CONFIG
cloudformation: |
  # CloudFormation compares nothing; name the files by a prefix that holds their digest, so that they are never replaced in place.
  Type: AWS::SageMaker::ModelPackage
  Properties:
    InferenceSpecification:
      Containers:
        - Image: !Ref Image
          ModelDataUrl: !Sub s3://${Bucket}/sha256/${Digest}/model.tar.gz
terraform: |
  # Terraform compares nothing; name the files by a prefix that holds their digest, so that they are never replaced in place.
  resource "awscc_sagemaker_model_package" "this" {
    inference_specification = {
      containers = [{
        image          = var.image
        model_data_url = "s3://${aws_s3_bucket.models.bucket}/sha256/${var.digest}/model.tar.gz"
      }]
    }
  }
---*/
