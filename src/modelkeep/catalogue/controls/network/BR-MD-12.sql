/*---
id: BR-MD-12
title: Jobs that import models reach their data through a VPC of yours
severity: medium
subject: bedrock_model_import_job
why: Without a VPC of yours, no endpoint policy and no flow log stands between the job's role and every bucket that it may read.
fix: Name vpcConfig (subnets and security groups) in the next job. Past jobs stay in the list; suppress those that you looked into.
maps:
  gdpr: ["Art.32(1)(b)"]
  hipaa: ["164.312(e)(1)"]
  mitre-atlas: [AML.T0025]
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/custom-model-job-access-security.html#vpc-model-customization"]
notes: Jobs that failed or were stopped made no model and are left out.
---*/
select arn as resource,
       len(subnet_ids) > 0 as passed,
       case when passed then 'ran in ' || array_to_string(subnet_ids, ', ') else 'ran outside of your networks' end as reason
from bedrock_model_import_job
where status is null or status in ('InProgress', 'Completed')
