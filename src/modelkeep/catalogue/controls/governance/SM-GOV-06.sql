/*---
id: SM-GOV-06
title: Notebook instances say whose they are, for what, and with which data
severity: low
subject: sagemaker_notebook_instance
why: >
  In an incident nobody knows whom to call, whether customers are affected, or which data is at stake.
fix: >
  Tag it with an owner (Owner or Team), an environment (Environment or Stage) and a class of data
  (DataClassification or Sensitivity).
maps: {gdpr: [Art.30], hipaa: ["164.308(a)(1)(ii)(A)"], nist-ai-rmf: ["GOVERN 1.6"], iso-42001: [A.4.5]}
references:
  - https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/tagging-best-practices.html
---*/
select arn as resource,
       len(lacking_tags(tags)) = 0 as passed,
       case when len(lacking_tags(tags)) = 0 then 'tags say all' else 'no tag says ' || array_to_string(lacking_tags(tags), ', ') end as reason
from sagemaker_notebook_instance

/*---
attack: >
  A forgotten notebook keeps its role, its data and its old libraries. An attacker who gets in works there
  undisturbed, because nobody misses it.
console: >
  Amazon SageMaker AI > Notebook instances > the notebook > Tags, add Owner, Environment and DataClassification.
cli: |
  aws sagemaker add-tags --resource-arn NOTEBOOK_ARN \
    --tags Key=Owner,Value=team-fraud Key=Environment,Value=production Key=DataClassification,Value=confidential
cloudformation: |
  Type: AWS::SageMaker::NotebookInstance
  Properties:
    Tags:
      - Key: Owner
        Value: team-fraud
      - Key: Environment
        Value: production
      - Key: DataClassification
        Value: confidential
terraform: |
  resource "aws_sagemaker_notebook_instance" "this" {
    tags = {
      Owner              = "team-fraud"
      Environment        = "production"
      DataClassification = "confidential"
    }
  }
---*/
