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
