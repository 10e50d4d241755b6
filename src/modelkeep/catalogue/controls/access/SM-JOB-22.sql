/*---
id: SM-JOB-22
title: Processing jobs hold no secrets in environment or arguments
severity: high
subject: sagemaker_processing_job
why: >
  Environment variables and arguments can be read by everybody who may describe the job, stay readable for as long
  as the job is listed, and end up in logs and screenshots.
fix: >
  Rotate what was exposed: a finished job cannot be cleaned. Keep secrets in Secrets Manager and let the job's
  role read them when it runs.
maps: {gdpr: ["Art.32(1)(b)"], hipaa: ["164.312(a)(1)", "164.312(d)"], mitre-atlas: [AML.T0055]}
references: ["https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTrainingJob.html"]
---*/
select arn as resource,
       len(secret_names) = 0 as passed,
       if(len(secret_names) = 0, 'no secrets found', 'secrets in ' || array_to_string(secret_names, ', ')) as reason
from sagemaker_processing_job

/*---
attack: >
  Whoever may describe processing jobs reads the secret of this job in plain text, even years after it ended, and
  opens with it what the job opened: usually the database with the raw data.
console: >
  Secrets Manager > Store a new secret. Amazon SageMaker AI > Processing jobs > Create processing job: give the name
  of the secret in place of its value, and let the script read it with the job's role.
cli: |
  aws secretsmanager create-secret --name NAME --secret-string file://secret.txt
  aws sagemaker create-processing-job --cli-input-json file://job.json --environment SECRET_ID=NAME
cloudformation: |
  Type: AWS::SageMaker::ProcessingJob
  Properties:
    Environment:
      SECRET_ID: !Ref Secret
terraform: |
  resource "awscc_sagemaker_processing_job" "this" {
    environment = { SECRET_ID = aws_secretsmanager_secret.this.arn }
  }
---*/
