/*---
id: SM-EP-12
title: Endpoints serve only model versions that were approved
severity: high
subject: sagemaker_endpoint
why: >
  A model that went around the registry was tested and approved by nobody. It may be a mistake, or somebody's
  replacement for yours.
fix: >
  Register the model, let somebody else approve it, create the model from the model package and update the
  endpoint to it. Take rejected versions off endpoints.
maps:
  gdpr: ["Art.32(1)(b)", "Art.32(1)(d)"]
  hipaa: ["164.312(c)(1)"]
  iso-42001: [A.6.2.5]
  soc2: ["CC8.1"]
  eu-ai-act: ["Art.15(5)"]
  mitre-atlas: [AML.T0018]
profiles: [baseline]
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-approve.html
  - https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-deploy.html
---*/
with variant as (
    select e.arn, e.account, e.region, e.name, v.model_name, c.arn as config
    from sagemaker_endpoint e
         left join sagemaker_endpoint_config c on c.account = e.account and c.region = e.region and c.name = e.endpoint_config_name
         left join sagemaker_endpoint_config_production_variant v on v.arn = c.arn and not v.is_shadow
), served as (
    select arn, account, region, model_name, config as via, false as is_empty
    from variant
    where model_name is null or model_name <> ''
    union all
    select v.arn, v.account, v.region, s.model_name, i.arn, i.arn is null
    from variant v
         left join sagemaker_inference_component i
              on i.account = v.account and i.region = v.region and (i.endpoint_name = v.name or i.endpoint_name is null)
         left join sagemaker_inference_component_specification s on s.arn = i.arn
    where v.model_name = '' and (s.base_inference_component_name is null or s.base_inference_component_name = '')
)
select s.arn as resource,
       case when s.is_empty then true
            when s.model_name = '' or k.model_package_name = '' then false
            else p.model_approval_status = 'Approved' end as passed,
       case when s.is_empty then 'no model is deployed yet'
            when s.via is null then 'the endpoint configuration that it runs was not read or is gone'
            when s.model_name is null then 'what it runs was not read'
            when s.model_name = '' then 'an inference component brings its own container'
            when m.arn is null then 'model ' || s.model_name || ' was not read or is gone'
            when k.arn is null then 'the containers of model ' || s.model_name || ' were not read'
            when k.model_package_name = '' then 'model ' || s.model_name || ' does not come from the registry'
            when p.model_approval_status is null then 'model package ' || k.model_package_name || ' was not read'
            when p.model_approval_status = '' then 'model package ' || k.model_package_name || ' is not subject to approval'
            else 'model ' || s.model_name || ' is ' || p.name || ', ' || p.model_approval_status end as reason,
       [s.via, m.arn, p.arn] as uses
from served s
     left join sagemaker_model m on m.account = s.account and m.region = s.region and m.name = s.model_name
     left join sagemaker_model_container k on k.arn = m.arn
     left join sagemaker_model_package p on p.arn = k.model_package_name

/*---
attack: >
  With sagemaker:CreateModel and UpdateEndpoint an insider or a stolen session points the endpoint at a model file of
  their own. It never went through the registry, so no approver ever saw it.
console: >
  SageMaker Studio > Models > the model group, open the version, Update status, "Approved", by somebody else than its
  creator. Then Deploy from that version, or update the endpoint to a configuration with a model made from it.
cli: |
  aws sagemaker update-model-package --model-package-arn PACKAGE --model-approval-status Approved
  aws sagemaker create-model --model-name MODEL --execution-role-arn ROLE --primary-container ModelPackageName=PACKAGE
  aws sagemaker create-endpoint-config --endpoint-config-name NEW_CONFIG --production-variants \
    VariantName=AllTraffic,ModelName=MODEL,InstanceType=ml.m5.large,InitialInstanceCount=2
  aws sagemaker update-endpoint --endpoint-name ENDPOINT --endpoint-config-name NEW_CONFIG
cloudformation: |
  Type: AWS::SageMaker::Model
  Properties:
    PrimaryContainer:
      ModelPackageName: !Ref ApprovedModelPackageArn
terraform: |
  resource "aws_sagemaker_model" "this" {
    primary_container {
      model_package_name = var.approved_model_package_arn
    }
  }
---*/
