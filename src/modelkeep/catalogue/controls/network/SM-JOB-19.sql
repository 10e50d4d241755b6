/*---
id: SM-JOB-19
title: Tuning jobs start training jobs without network access, in your VPC
severity: medium
subject: sagemaker_hyper_parameter_tuning_job
why: >
  A tuning job starts many training jobs alike. What they may reach, poisoned code in them can send your data to.
fix: >
  A job cannot be changed: start the next one with EnableNetworkIsolation=true and a VpcConfig in each training
  job definition.
maps: {gdpr: [Art.25, "Art.32(1)(b)"], hipaa: ["164.312(a)(1)", "164.312(e)(1)"], mitre-atlas: [AML.T0025]}
references: ["https://docs.aws.amazon.com/sagemaker/latest/dg/train-vpc.html"]
notes: >
  Looks at jobs that run now or were started within 90 days of the scan: how an older job ran cannot be changed
  any more.
---*/
select d.arn as resource,
       d.enable_network_isolation and len(d.subnets) > 0 as passed,
       case when d.enable_network_isolation and len(d.subnets) > 0 then 'isolated, in ' || array_to_string(d.subnets, ', ')
            else nullif(concat_ws('; ', case when not d.enable_network_isolation then 'no network isolation' end,
                                        case when len(d.subnets) = 0 then 'no VpcConfig' end), '') end as reason
from sagemaker_hyper_parameter_tuning_job j
join sagemaker_hyper_parameter_tuning_job_training_job_definition d on d.arn = j.arn
where is_recent_job(j.status, j.creation_time, j.collected_at)

/*---
attack: >
  A tuning job starts dozens of training jobs with the same image. If a library in it is poisoned, each of them may
  send the training data out.
console: >
  Amazon SageMaker AI > Hyperparameter tuning jobs > Create hyperparameter tuning job; in each training job definition
  choose a VPC under Network and turn on "Enable network isolation".
cli: |
  aws sagemaker create-hyper-parameter-tuning-job --cli-input-json file://tuning-job.json
  # with, in TrainingJobDefinition (or in each of TrainingJobDefinitions):
  #   "EnableNetworkIsolation": true, "VpcConfig": {"SecurityGroupIds": ["SG"], "Subnets": ["SUBNET"]}
cloudformation: >
  CloudFormation has no resource for tuning jobs; set it in the code that starts them, or use the CLI.
terraform: |
  resource "aws_sagemaker_hyper_parameter_tuning_job" "this" {
    training_job_definition {
      enable_network_isolation = true
      vpc_config {
        security_group_ids = [aws_security_group.training.id]
        subnets            = [aws_subnet.private.id]
      }
    }
  }
---*/
