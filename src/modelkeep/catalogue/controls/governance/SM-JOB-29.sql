/*---
id: SM-JOB-29
title: Training jobs are recorded in an experiment or the registry
severity: low
subject: sagemaker_training_job
why: >
  When a model misbehaves you need to know with which data, code and parameters it was trained. A job that is
  recorded nowhere leaves that to memory.
fix: >
  Run training in a SageMaker or MLflow experiment (ExperimentConfig, MlflowConfig), or let the job register its
  model (ModelPackageConfig).
maps: {gdpr: [Art.30]}
references: ["https://docs.aws.amazon.com/sagemaker/latest/dg/experiments.html"]
notes: >
  Looks at jobs that run now or were started within 90 days of the scan: how an older job ran cannot be changed
  any more. Jobs of a tuning or AutoML job are recorded by that.
---*/
select arn as resource,
       experiment_name <> '' or output_model_package_arn <> '' as passed,
       case when experiment_name <> '' then 'recorded in experiment ' || experiment_name
            when output_model_package_arn <> '' then 'registered as ' || output_model_package_arn
            when experiment_name = '' and output_model_package_arn = '' then 'recorded in no experiment, registered nowhere' end as reason
from sagemaker_training_job
where is_recent_job(status, creation_time, collected_at)
  and coalesce(tuning_job_arn = '', true) and coalesce(auto_ml_job_arn = '', true)

/*---
attack: >
  Poisoned data or changed code goes unnoticed when nobody can say which data, code and parameters a model came from.
  After an incident it cannot be built again either.
console: >
  Not in the form for training jobs: start the job from Studio or the SDK inside a SageMaker experiment or an MLflow
  run.
cli: |
  aws sagemaker create-training-job --cli-input-json file://job.json --experiment-config ExperimentName=EXPERIMENT,TrialName=TRIAL
cloudformation: >
  CloudFormation has no resource for training jobs; set it in the code that starts them, or use the CLI.
terraform: |
  resource "aws_sagemaker_training_job" "this" {
    experiment_config {
      experiment_name = "fraud"
      trial_name      = "weekly"
    }
  }
---*/
