/*---
id: SM-PIPE-01
title: Definitions of pipelines hold no secrets
severity: high
subject: sagemaker_pipeline
why: >
  Everybody who may describe the pipeline reads its definition. One leaked token is enough to reach what it opens.
fix: >
  Rotate the secret, take it out of the definition, and let the step read it from AWS Secrets Manager with its
  role.
maps: {gdpr: ["Art.32(1)(b)"], hipaa: ["164.312(a)(1)", "164.312(d)"], mitre-atlas: [AML.T0055]}
references:
  - https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribePipeline.html
---*/
select arn as resource,
       len(secrets) = 0 as passed,
       case when len(secrets) = 0 then 'none of the known forms of secrets' else array_to_string(secrets, ', ') end as reason
from sagemaker_pipeline

/*---
attack: >
  Whoever may describe the pipeline or one of its executions reads the secret in plain text, and each execution keeps
  another copy of it.
console: >
  Amazon SageMaker AI Studio > Pipelines > the pipeline > Edit, take the secret out of the step, and let the step's
  script read it from Secrets Manager.
cli: |
  aws secretsmanager create-secret --name NAME --secret-string file://secret.txt
  aws sagemaker update-pipeline --pipeline-name PIPELINE --pipeline-definition file://pipeline.json
  # with, in the arguments of the step: "Environment": {"SECRET_ID": "NAME"}
cloudformation: |
  Type: AWS::SageMaker::Pipeline
  Properties:
    PipelineName: fraud
    PipelineDefinition:
      PipelineDefinitionS3Location:
        Bucket: !Ref Bucket
        Key: pipeline.json  # in the arguments of the step: "Environment": {"SECRET_ID": "NAME"}
terraform: |
  resource "aws_sagemaker_pipeline" "this" {
    pipeline_name         = "fraud"
    pipeline_display_name = "fraud"
    # in the arguments of the step: "Environment": {"SECRET_ID": "${secret_id}"}
    pipeline_definition = templatefile("pipeline.json", { secret_id = aws_secretsmanager_secret.this.arn })
  }
---*/
