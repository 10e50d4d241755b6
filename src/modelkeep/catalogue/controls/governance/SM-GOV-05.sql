/*---
id: SM-GOV-05
title: Model groups say whose they are, for what, and with which data
severity: low
subject: sagemaker_model_package_group
why: >
  In an incident nobody knows whom to call, whether customers are affected, or which data is at stake.
fix: >
  Tag it with an owner (Owner or Team), an environment (Environment or Stage) and a class of data
  (DataClassification or Sensitivity).
maps: {gdpr: [Art.30], hipaa: ["164.308(a)(1)(ii)(A)"], nist-ai-rmf: ["GOVERN 1.6"], iso-42001: [A.4.2]}
references:
  - https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/tagging-best-practices.html
---*/
select arn as resource,
       len(lacking_tags(tags)) = 0 as passed,
       case when len(lacking_tags(tags)) = 0 then 'tags say all' else 'no tag says ' || array_to_string(lacking_tags(tags), ', ') end as reason
from sagemaker_model_package_group

/*---
attack: >
  A version with a back door in a group without an owner is nobody's to check, and nobody knows which data is at stake
  when it is deployed.
console: >
  Amazon SageMaker AI Studio > Models > Registered models > the group > Tags, or use the CLI: add Owner, Environment
  and DataClassification.
cli: |
  aws sagemaker add-tags --resource-arn GROUP_ARN \
    --tags Key=Owner,Value=team-fraud Key=Environment,Value=production Key=DataClassification,Value=confidential
cloudformation: |
  Type: AWS::SageMaker::ModelPackageGroup
  Properties:
    Tags:
      - Key: Owner
        Value: team-fraud
      - Key: Environment
        Value: production
      - Key: DataClassification
        Value: confidential
terraform: |
  resource "aws_sagemaker_model_package_group" "this" {
    tags = {
      Owner              = "team-fraud"
      Environment        = "production"
      DataClassification = "confidential"
    }
  }
---*/
