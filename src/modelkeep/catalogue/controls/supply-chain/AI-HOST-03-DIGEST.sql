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
