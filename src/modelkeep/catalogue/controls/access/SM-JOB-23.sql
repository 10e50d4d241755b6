/*---
id: SM-JOB-23
title: Tuning jobs hold no secrets in hyper-parameters or environment
severity: high
subject: sagemaker_hyper_parameter_tuning_job
why: >
  Static hyper-parameters and environment variables can be read by everybody who may describe the job, stay
  readable for as long as the job is listed, and end up in logs and screenshots.
fix: >
  Rotate what was exposed: a finished job cannot be cleaned. Keep secrets in Secrets Manager and let the job's
  role read them when it runs.
maps: {gdpr: ["Art.32(1)(b)"], hipaa: ["164.312(a)(1)", "164.312(d)"], mitre-atlas: [AML.T0055]}
references: ["https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTrainingJob.html"]
---*/
select arn as resource,
       len(secret_names) = 0 as passed,
       if(len(secret_names) = 0, 'no secrets found', 'secrets in ' || array_to_string(secret_names, ', ')) as reason
from sagemaker_hyper_parameter_tuning_job_training_job_definition

/*---
attack: >
  The secret is copied into each training job that the tuning job starts. Whoever may describe any of them reads it in
  plain text.
console: >
  Secrets Manager > Store a new secret. Amazon SageMaker AI > Hyperparameter tuning jobs > Create: give the name of
  the secret in place of its value, and let the script read it with the job's role.
cli: |
  aws secretsmanager create-secret --name NAME --secret-string file://secret.txt
  aws sagemaker create-hyper-parameter-tuning-job --cli-input-json file://tuning-job.json
  # with, in TrainingJobDefinition (or in each of TrainingJobDefinitions): "Environment": {"SECRET_ID": "NAME"}
cloudformation: >
  CloudFormation has no resource for tuning jobs; take the secret out of the code that starts them.
terraform: |
  resource "aws_sagemaker_hyper_parameter_tuning_job" "this" {
    training_job_definition {
      environment = { SECRET_ID = aws_secretsmanager_secret.this.arn }
    }
  }
---*/
