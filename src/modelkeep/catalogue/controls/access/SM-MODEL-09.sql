/*---
id: SM-MODEL-09
title: Environment variables of model containers hold no secrets
severity: critical
subject: sagemaker_model
why: >
  Everybody who may describe the model reads its environment, and so does all code in the container. One leaked
  token is enough to reach what it opens.
fix: >
  Rotate the secret, create the model again without it, and let the container read it from AWS Secrets Manager
  with the execution role.
maps: {gdpr: ["Art.32(1)(b)"], hipaa: ["164.312(a)(1)", "164.312(d)"], soc2: ["CC6.1"], mitre-atlas: [AML.T0055]}
profiles: [baseline]
references:
  - https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html
---*/
with container as (
    select arn, environment_secret_names as names, '' as package from sagemaker_model_container
    union all
    select c.arn, p.environment_secret_names, c.model_package_name
    from sagemaker_model_container c left join sagemaker_model_package_container p on p.arn = c.model_package_name
    where c.model_package_name <> ''
)
select arn as resource,
       len(names) = 0 as passed,
       case when names is null then 'the containers of ' || package || ' were not read'
            when len(names) = 0 then 'no variable looks like a secret'
            else 'secrets are in ' || array_to_string(names, ', ') end as reason,
       [package] as uses
from container

/*---
attack: >
  Whoever may describe models reads the secret in plain text, and code in a poisoned model finds it among its own
  variables.
console: >
  Secrets Manager > Store a new secret. Amazon SageMaker AI > Models > Create model, Environment variables: give the
  name of the secret in place of its value.
cli: |
  aws secretsmanager create-secret --name NAME --secret-string file://secret.txt
  aws sagemaker create-model --model-name MODEL --execution-role-arn ROLE \
    --primary-container 'Image=IMAGE,ModelDataUrl=s3://BUCKET/model.tar.gz,Environment={SECRET_ID=NAME}'
cloudformation: |
  Type: AWS::SageMaker::Model
  Properties:
    ExecutionRoleArn: !GetAtt Role.Arn
    PrimaryContainer:
      Image: !Ref Image
      Environment:
        SECRET_ID: !Ref Secret
terraform: |
  resource "aws_sagemaker_model" "this" {
    execution_role_arn = aws_iam_role.model.arn
    primary_container {
      image       = var.image
      environment = { SECRET_ID = aws_secretsmanager_secret.this.arn }
    }
  }
---*/
