/*---
id: SM-REG-06
title: Approved model versions have a model card with purpose and risk
severity: low
subject: sagemaker_model_package
complete: [sagemaker_model_card]
why: >
  Who has to decide whether a model may be used for something, or what its failure would cost, finds nothing to go
  by.
fix: >
  Fill in the model card of the version, or create one for it: at least the purpose of the model and a risk rating
  of low, medium or high.
maps:
  gdpr: [Art.30]
  hipaa: ["164.308(a)(1)(ii)(A)"]
  nist-ai-rmf: ["MEASURE 2.8", "MAP 1.1"]
  iso-42001: [A.6.2.3, A.6.2.7]
  eu-ai-act: ["Art.11(1)"]
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-details.html
  - https://docs.aws.amazon.com/sagemaker/latest/dg/model-cards.html
---*/
with card as (
    select model_package_arn, any_true(has_purpose and risk_rating in ('High', 'Medium', 'Low')) as is_complete, string_agg(name, ', ') as names,
           list(arn) as arns
    from sagemaker_model_card
    where model_package_arn <> ''
    group by model_package_arn
)
select p.arn as resource,
       coalesce(c.is_complete, false)
           or (p.model_card_status <> '' and p.model_card_has_purpose and p.model_card_risk_rating in ('High', 'Medium', 'Low')) as passed,
       case when c.is_complete then 'described by ' || c.names
            when p.model_card_status = '' and c.names is null then 'no model card'
            when p.model_card_status = '' then c.names || ' lacks purpose or risk rating'
            else 'its model card has ' || case when p.model_card_has_purpose then 'a purpose' else 'no purpose' end || ' and '
                 || case when p.model_card_risk_rating = '' then 'no risk rating' else 'the risk rating ' || p.model_card_risk_rating end end as reason,
       coalesce(c.arns, []) as uses
from sagemaker_model_package p left join card c on c.model_package_arn = p.arn
where p.model_approval_status is null or p.model_approval_status = 'Approved'

/*---
attack: >
  A model that was made to sort mail ends up deciding about loans, because nothing says what it is for and how much
  can go wrong. Whoever is harmed finds no assessment either.
console: >
  Amazon SageMaker AI Studio > Models > Registered models > the version > Model card > Edit: purpose of the model, and
  a risk rating of low, medium or high.
cli: |
  aws sagemaker update-model-package --model-package-arn VERSION_ARN --model-card '{"ModelCardStatus": "Approved",
    "ModelCardContent": "{\"intended_uses\": {\"purpose_of_model\": \"Finds fraud\", \"risk_rating\": \"High\"}}"}'
cloudformation: |
  Type: AWS::SageMaker::ModelCard
  Properties:
    ModelCardName: fraud
    ModelCardStatus: Approved
    Content:
      ModelPackageDetails:
        ModelPackageArn: !Ref ModelPackage
      IntendedUses:
        PurposeOfModel: Finds fraud
        RiskRating: High
terraform: |
  resource "aws_sagemaker_model_card" "this" {
    model_card_name   = "fraud"
    model_card_status = "Approved"
    content = jsonencode({
      model_package_details = { model_package_arn = var.model_package_arn }
      intended_uses         = { purpose_of_model = "Finds fraud", risk_rating = "High" }
    })
  }
---*/
