/*---
id: SM-GOV-04
title: Endpoints say whose they are, for what, and with which data
severity: low
subject: sagemaker_endpoint
why: >
  In an incident nobody knows whom to call, whether customers are affected, or which data is at stake.
fix: >
  Tag it with an owner (Owner or Team), an environment (Environment or Stage) and a class of data
  (DataClassification or Sensitivity).
maps: {gdpr: [Art.30], hipaa: ["164.308(a)(1)(ii)(A)"], nist-ai-rmf: ["GOVERN 1.6"], iso-42001: [A.4.2]}
references:
  - https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/tagging-best-practices.html
---*/
select arn as resource,
       len(lacking_tags(tags)) = 0 as passed,
       case when len(lacking_tags(tags)) = 0 then 'tags say all' else 'no tag says ' || array_to_string(lacking_tags(tags), ', ') end as reason
from sagemaker_endpoint
