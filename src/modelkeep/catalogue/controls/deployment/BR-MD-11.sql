/*---
id: BR-MD-11
title: Provisioned throughput serves the model that you asked for
severity: low
subject: bedrock_provisioned_model_throughput
why: While an update hangs or failed, callers get answers from a model that you thought was replaced.
fix: Look at the throughput's failure message and update it again.
maps:
  mitre-atlas: [AML.T0010]
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/prov-throughput.html"]
---*/
select arn as resource,
       status = 'InService' and model_arn = desired_model_arn as passed,
       'status is ' || status || case when model_arn = desired_model_arn then '' else ', ' || desired_model_arn || ' is not served yet' end as reason
from bedrock_provisioned_model_throughput
