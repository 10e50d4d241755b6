/*---
id: SM-JOB-24
title: Transform jobs hold no secrets in their environment
severity: high
subject: sagemaker_transform_job
why: >
  Environment variables can be read by everybody who may describe the job, stay readable for as long as the job is
  listed, and end up in logs and screenshots.
fix: >
  Rotate what was exposed: a finished job cannot be cleaned. Keep secrets in Secrets Manager and let the job's
  role read them when it runs.
maps: {gdpr: ["Art.32(1)(b)"], hipaa: ["164.312(a)(1)", "164.312(d)"], mitre-atlas: [AML.T0055]}
references: ["https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTrainingJob.html"]
---*/
select arn as resource,
       len(secret_names) = 0 as passed,
       if(len(secret_names) = 0, 'no secrets found', 'secrets in ' || array_to_string(secret_names, ', ')) as reason
from sagemaker_transform_job

/*---
attack: >
  Whoever may describe transform jobs reads the secret of this job in plain text, even years after it ended.
console: >
  Secrets Manager > Store a new secret. Amazon SageMaker AI > Batch transform jobs > Create batch transform job,
  Environment variables: give the name of the secret in place of its value.
cli: |
  aws secretsmanager create-secret --name NAME --secret-string file://secret.txt
  aws sagemaker create-transform-job --cli-input-json file://job.json --environment SECRET_ID=NAME
cloudformation: >
  CloudFormation has no resource for transform jobs; take the secret out of the code that starts them.
terraform: >
  The AWS provider has no resource for transform jobs; take the secret out of the code that starts them.
---*/
