/*---
id: AI-HOST-03-DIGEST
title: Containers that run models name their image by digest
severity: medium
subject: ecs_task_definition
scope: ai
why: >
  A tag can be moved. The task that starts tonight after a crash may run another image than the one that was tested, and
  nothing shows it.
fix: Name the image with @sha256:..., as the pipeline that built it printed it.
maps: {gdpr: ["Art.5(1)(f)"], hipaa: ["164.312(c)(1)"], mitre-atlas: [AML.T0010], owasp-llm: [LLM03]}
references: ["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html"]
---*/
select arn as resource,
       regexp_matches(image, '@sha256:[0-9a-f]{64}$') as passed,
       'container ' || name || ' runs ' || image as reason
from ecs_task_definition_container_definition

/*---
attack: >
  Whoever may push to the repository moves the tag to an image of theirs and waits. The next task that starts, after a
  crash or at night, runs it with the model's role.
console: >
  Amazon ECR > the repository, open the image, copy its digest. Then Amazon ECS > Task definitions > Create new revision,
  set the image to repository@sha256:..., and deploy the revision.
cli: |
  aws ecr describe-images --repository-name REPOSITORY --image-ids imageTag=TAG --query 'imageDetails[].imageDigest'
  aws ecs register-task-definition --family NAME --container-definitions \
    '[{"name": "model", "image": "REGISTRY/REPOSITORY@sha256:DIGEST", "memory": 4096}]'
  aws ecs update-service --cluster CLUSTER --service SERVICE --task-definition NAME
cloudformation: |
  Type: AWS::ECS::TaskDefinition
  Properties:
    ContainerDefinitions:
      - Name: model
        Image: !Sub ${Repository.RepositoryUri}@${ImageDigest}
terraform: |
  data "aws_ecr_image" "model" {
    repository_name = aws_ecr_repository.model.name
    image_tag       = "1.4.2"
  }

  resource "aws_ecs_task_definition" "this" {
    container_definitions = jsonencode([{
      name  = "model"
      image = "${aws_ecr_repository.model.repository_url}@${data.aws_ecr_image.model.image_digest}"
    }])
  }
---*/
