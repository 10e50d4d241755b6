/*---
id: SM-JOB-05
title: Training jobs hold no secrets in hyper-parameters, environment or arguments
severity: critical
subject: sagemaker_training_job
why: >
  Hyper-parameters, environment variables and arguments can be read by everybody who may describe the job, stay
  readable for as long as the job is listed, and end up in logs and screenshots.
fix: >
  Rotate what was exposed: a finished job cannot be cleaned. Keep secrets in Secrets Manager and let the job's
  role read them when it runs.
maps: {gdpr: ["Art.32(1)(b)"], hipaa: ["164.312(a)(1)", "164.312(d)"], mitre-atlas: [AML.T0055]}
profiles: [baseline]
references: ["https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTrainingJob.html"]
---*/
select arn as resource,
       len(secret_names) = 0 as passed,
       if(len(secret_names) = 0, 'no secrets found', 'secrets in ' || array_to_string(secret_names, ', ')) as reason
from sagemaker_training_job

/*---
attack: >
  Whoever may describe training jobs, and that are many, reads the secret of this job in plain text, even years after
  it ended: jobs cannot be deleted from the list.
console: >
  Secrets Manager > Store a new secret. Amazon SageMaker AI > Training jobs > Create training job: give the name of
  the secret in place of its value, and let the script read it with the job's role.
cli: |
  aws secretsmanager create-secret --name NAME --secret-string file://secret.txt
  aws sagemaker create-training-job --cli-input-json file://job.json --environment SECRET_ID=NAME
cloudformation: >
  CloudFormation has no resource for training jobs; take the secret out of the code that starts them.
terraform: |
  resource "aws_sagemaker_training_job" "this" {
    environment = { SECRET_ID = aws_secretsmanager_secret.this.arn }
  }
---*/
