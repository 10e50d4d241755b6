/*---
id: AI-HOST-03-SECRETS
title: Containers that run models have no secrets in their environment variables
severity: high
subject: ecs_task_definition
scope: ai
why: >
  Everybody who may read the task definition reads its variables, old revisions included, and so does whoever makes the
  container print its environment.
fix: Keep the secret in Secrets Manager or Parameter Store, name it under `secrets`, and change the one that was exposed.
maps: {aws-fsbp: [ECS.8], gdpr: ["Art.32(1)(b)"], hipaa: ["164.312(d)"], mitre-atlas: [AML.T0055], owasp-llm: [LLM02]}
profiles: [baseline]
peers: {prowler: [ecs_task_definitions_no_environment_secrets], securityhub: [ECS.8], config: [ecs-no-environment-secrets]}
references: ["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html"]
---*/
select arn as resource,
       len(environment_secret_names) = 0 as passed,
       'container ' || name || case when len(environment_secret_names) = 0 then ': no secret found'
                                    else ': secrets in ' || array_to_string(environment_secret_names, ', ') end as reason
from ecs_task_definition_container_definition

/*---
attack: >
  Everybody who may describe task definitions, look into the container or read its crash reports sees the secret in
  plain text, and old revisions keep it for years. With it an attacker opens the database or the API behind the model.
console: >
  ECS > Task definitions > the definition > Create new revision, Container, Environment variables: remove the value,
  and add the variable with Value type ValueFrom and the ARN of a secret.
cli: |
  aws secretsmanager create-secret --name NAME --secret-string file://secret.txt
  aws ecs register-task-definition --family FAMILY --execution-role-arn ROLE --container-definitions \
    '[{"name": "model", "image": "IMAGE", "memory": 8192, "secrets": [{"name": "DB_PASSWORD", "valueFrom": "SECRET_ARN"}]}]'
cloudformation: |
  Type: AWS::ECS::TaskDefinition
  Properties:
    ExecutionRoleArn: !GetAtt ExecutionRole.Arn
    ContainerDefinitions:
      - Name: model
        Image: !Ref Image
        Secrets:
          - Name: DB_PASSWORD
            ValueFrom: !Ref DatabaseSecret
terraform: |
  resource "aws_ecs_task_definition" "this" {
    family             = "model"
    execution_role_arn = aws_iam_role.execution.arn
    container_definitions = jsonencode([{
      name    = "model"
      image   = var.image
      secrets = [{ name = "DB_PASSWORD", valueFrom = aws_secretsmanager_secret.database.arn }]
    }])
  }
---*/
