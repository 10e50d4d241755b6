/*---
id: SM-EP-13
title: Endpoints run the images that were registered
severity: high
subject: sagemaker_endpoint
why: >
  The registry's approval is about one image. If a moved tag put another one on the endpoint, what answers
  customers was approved by nobody.
fix: >
  Find out who pushed the image. Register and approve what is to run, and update the endpoint to a model made from
  that package; name images by digest.
maps:
  gdpr: ["Art.32(1)(b)", "Art.32(1)(d)"]
  hipaa: ["164.312(c)(1)"]
  iso-42001: [A.6.2.5]
  soc2: ["CC8.1"]
  mitre-atlas: [AML.T0018, AML.M0014]
profiles: [baseline]
notes: Shadow variants count like those that answer. Whether the weights are those that were registered is asked by SM-EP-13-WEIGHTS.
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-deploy.html
  - https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DeployedImage.html
---*/
with expected as (
    select d.arn, d.variant_name, d.is_shadow, d.resolved_image, p.image_digest, k.model_package_name, c.arn as via, m.arn as model, p.arn as package
    from sagemaker_endpoint e
         join sagemaker_endpoint_deployed_image d on d.arn = e.arn
         left join sagemaker_endpoint_config c on c.account = e.account and c.region = e.region and c.name = e.endpoint_config_name
         left join sagemaker_endpoint_config_production_variant v on v.arn = c.arn and v.variant_name = d.variant_name
         left join sagemaker_model m on m.account = e.account and m.region = e.region and m.name = v.model_name
         left join sagemaker_model_container k on k.arn = m.arn
         left join sagemaker_model_package_container p on p.arn = k.model_package_name
    where k.model_package_name is null or (k.model_package_name <> '' and k.image = '')
)
select arn as resource,
       any_true(resolved_image like '%@' || image_digest) as passed,
       case when is_shadow then 'shadow variant ' else 'variant ' end || variant_name || ' runs ' || resolved_image
           || case when any_true(resolved_image like '%@' || image_digest) then ', as registered'
                   when any_true(resolved_image like '%@' || image_digest) is null then '; what was registered was not read'
                   else ', registered was ' || coalesce(string_agg(distinct nullif(image_digest, ''), ', '), 'no digest') end as reason,
       flatten(list([via, model, package])) as uses
from expected
group by arn, variant_name, is_shadow, resolved_image

/*---
attack: >
  Whoever may push to the repository moves the tag to an image with a back door. The next time the endpoint is created or
  updated, it runs that image under the approval of the old one.
console: >
  Amazon ECR > the repository, compare the digests of the image with the one in the model group's version (SageMaker
  Studio > Models). Register and approve the right one, and update the endpoint to a model made from that version.
cli: |
  aws sagemaker describe-endpoint --endpoint-name ENDPOINT --query 'ProductionVariants[].DeployedImages'
  aws sagemaker describe-model-package --model-package-name PACKAGE --query 'InferenceSpecification.Containers[].[Image,ImageDigest]'
  aws sagemaker create-model --model-name MODEL --execution-role-arn ROLE --primary-container ModelPackageName=APPROVED_PACKAGE
  aws sagemaker create-endpoint-config --endpoint-config-name NEW_CONFIG --production-variants \
    VariantName=AllTraffic,ModelName=MODEL,InstanceType=ml.m5.large,InitialInstanceCount=2
  aws sagemaker update-endpoint --endpoint-name ENDPOINT --endpoint-config-name NEW_CONFIG
cloudformation: |
  Type: AWS::SageMaker::ModelPackage
  Properties:
    InferenceSpecification:
      Containers:
        - Image: !Sub ${Repository.RepositoryUri}@${ImageDigest}
terraform: |
  resource "awscc_sagemaker_model_package" "this" {
    inference_specification = {
      containers = [{
        image = "${aws_ecr_repository.this.repository_url}@${var.image_digest}"
      }]
    }
  }
---*/
