/*---
id: SM-JOB-17
title: Tuning jobs encrypt the traffic between the instances of their training jobs
severity: medium
subject: sagemaker_hyper_parameter_tuning_job
why: >
  A tuning job starts many training jobs alike. Where these are distributed, their instances exchange weights that
  can be read on the way.
fix: >
  A job cannot be changed: start the next one with EnableInterContainerTrafficEncryption=true in its training job
  definition.
maps: {gdpr: ["Art.32(1)(a)"], hipaa: ["164.312(e)(1)", "164.312(e)(2)(ii)"]}
references: ["https://docs.aws.amazon.com/sagemaker/latest/dg/train-encrypt.html"]
notes: >
  Looks at jobs that run now or were started within 90 days of the scan: how an older job ran cannot be changed
  any more.
---*/
select d.arn as resource,
       d.enable_inter_container_traffic_encryption as passed,
       d.instance_count || ' instances per training job, inter-container traffic encryption is '
           || if(d.enable_inter_container_traffic_encryption, 'on', 'off') as reason
from sagemaker_hyper_parameter_tuning_job j
join sagemaker_hyper_parameter_tuning_job_training_job_definition d on d.arn = j.arn
where is_recent_job(j.status, j.creation_time, j.collected_at) and coalesce(d.instance_count > 1, true)
