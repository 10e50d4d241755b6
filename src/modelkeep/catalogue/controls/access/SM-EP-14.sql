/*---
id: SM-EP-14
title: Nobody can open a shell in the containers of endpoints
severity: high
subject: sagemaker_endpoint_config
why: >
  With Systems Manager access on, whoever may start a session looks into the running container: requests, weights,
  the role's credentials.
fix: >
  Create an endpoint configuration whose variants have EnableSSMAccess=false and update the endpoint to it; turn
  it on only to find a fault.
maps:
  gdpr: ["Art.25", "Art.32(1)(b)"]
  hipaa: ["164.308(a)(4)", "164.312(a)(1)"]
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/ssm-access.html
---*/
select arn as resource,
       not enable_ssm_access as passed,
       'EnableSSMAccess of variant ' || variant_name || ' is ' || enable_ssm_access as reason
from sagemaker_endpoint_config_production_variant
