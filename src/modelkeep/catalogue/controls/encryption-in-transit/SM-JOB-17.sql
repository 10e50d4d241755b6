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

/*---
attack: >
  The instances of each training job exchange gradients and weights. Somebody who can listen on the network between
  them rebuilds training examples and the model from these, many times over in one tuning job.
console: >
  Amazon SageMaker AI > Hyperparameter tuning jobs > Create hyperparameter tuning job; in each training job definition
  turn on "Enable inter-container traffic encryption" under Network.
cli: |
  aws sagemaker create-hyper-parameter-tuning-job --cli-input-json file://tuning-job.json
  # with, in TrainingJobDefinition (or in each of TrainingJobDefinitions):
  #   "EnableInterContainerTrafficEncryption": true
cloudformation: >
  CloudFormation has no resource for tuning jobs; set it in the code that starts them, or use the CLI.
terraform: |
  resource "aws_sagemaker_hyper_parameter_tuning_job" "this" {
    training_job_definition {
      enable_inter_container_traffic_encryption = true
    }
  }
---*/
