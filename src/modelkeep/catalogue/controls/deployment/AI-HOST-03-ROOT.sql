/*---
id: AI-HOST-03-ROOT
title: Containers that run models cannot change their own files
severity: medium
subject: ecs_task_definition
scope: ai
why: >
  What breaks into a container with a writable file system can swap the model or the serving code, and stays until the
  container is replaced.
fix: Set readonlyRootFilesystem, and mount a volume where the server must write, such as its cache.
maps: {aws-fsbp: [ECS.5], gdpr: ["Art.32(1)(b)"], hipaa: ["164.312(c)(1)"], mitre-atlas: [AML.T0010]}
peers: {prowler: [ecs_task_definitions_containers_readonly_access], securityhub: [ECS.5], checkov: [CKV_AWS_336], config: [ecs-containers-readonly-access]}
references: ["https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-5"]
---*/
select arn as resource,
       readonly_root_filesystem as passed,
       'container ' || name || case when readonly_root_filesystem then ' has a read-only' else ' has a writable' end
       || ' root file system' as reason
from ecs_task_definition_container_definition

/*---
attack: >
  A crafted request gives the attacker a shell in the model server. They overwrite the weights or the serving script in
  the container, and every later answer comes from their version.
console: >
  Amazon ECS > Task definitions > Create new revision, open the container, Storage or Docker configuration, turn on "Read
  only root file system", and deploy the revision to the service.
cli: |
  aws ecs register-task-definition --family NAME --container-definitions \
    '[{"name": "model", "image": "REGISTRY/REPOSITORY@sha256:DIGEST", "memory": 4096, "readonlyRootFilesystem": true}]'
  aws ecs update-service --cluster CLUSTER --service SERVICE --task-definition NAME
cloudformation: |
  Type: AWS::ECS::TaskDefinition
  Properties:
    ContainerDefinitions:
      - Name: model
        Image: !Ref Image
        ReadonlyRootFilesystem: true
terraform: |
  resource "aws_ecs_task_definition" "this" {
    container_definitions = jsonencode([{
      name                   = "model"
      image                  = var.image
      readonlyRootFilesystem = true
    }])
  }
---*/
