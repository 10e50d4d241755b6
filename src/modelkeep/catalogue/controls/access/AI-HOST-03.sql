/*---
id: AI-HOST-03
title: Containers that run models are not privileged
severity: high
subject: ecs_task_definition
scope: ai
why: >
  A privileged container is root on its host: one model file with code in it, loaded once, takes over the host and every other
  container there. GPUs do not need it.
fix: Remove `privileged` from the container definition; ask for GPUs with resourceRequirements instead.
maps: {gdpr: ["Art.32(1)(b)"], aws-fsbp: [ECS.4], soc2: ["CC6.1"], mitre-atlas: [AML.T0010]}
peers: {prowler: [ecs_task_definitions_no_privileged_containers], securityhub: [ECS.4], checkov: [CKV_AWS_334], config: [ecs-containers-nonprivileged]}
references: ["https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-4"]
---*/
select arn as resource,
       not privileged as passed,
       'container ' || name || case when privileged then ' is privileged' else ' is not privileged' end as reason
from ecs_task_definition_container_definition

/*---
attack: >
  Code that runs in a privileged container, for instance from a poisoned model file, takes over the host: its disks,
  the keys of its role and all other containers on it.
console: >
  ECS > Task definitions > the definition > Create new revision with JSON, set "privileged" of the container to false;
  for GPUs give resourceRequirements.
cli: |
  aws ecs register-task-definition --family FAMILY --container-definitions \
    '[{"name": "model", "image": "IMAGE", "memory": 8192, "privileged": false,
      "resourceRequirements": [{"type": "GPU", "value": "1"}]}]'
cloudformation: |
  Type: AWS::ECS::TaskDefinition
  Properties:
    ContainerDefinitions:
      - Name: model
        Image: !Ref Image
        Privileged: false
        ResourceRequirements:
          - Type: GPU
            Value: "1"
terraform: |
  resource "aws_ecs_task_definition" "this" {
    family = "model"
    container_definitions = jsonencode([{
      name                 = "model"
      image                = var.image
      privileged           = false
      resourceRequirements = [{ type = "GPU", value = "1" }]
    }])
  }
---*/
