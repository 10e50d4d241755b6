/*---
id: SM-EP-09
title: Scaling of endpoints has a ceiling near its floor
severity: medium
subject: applicationautoscaling_scalable_target
why: >
  A flood of requests, paid for by nobody but you, scales the endpoint up to its maximum. A ceiling ten times the
  usual size keeps that bill bearable.
fix: >
  Register the scalable target again with a MaxCapacity of at most ten times its MinCapacity, and raise it when
  the traffic does.
maps:
  mitre-atlas: [AML.T0034]
  owasp-llm: [LLM10]
  gdpr: ["Art.32(1)(b)"]
  hipaa: ["164.308(a)(7)"]
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling.html
notes: >
  Ten times: a burst of one order of magnitude is served, what is beyond is rather an attack or an error.
---*/
select arn as resource,
       max_capacity <= 10 or max_capacity <= 10 * min_capacity as passed,
       'it scales from ' || min_capacity || ' to ' || max_capacity as reason
from applicationautoscaling_scalable_target
