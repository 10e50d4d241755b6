/*---
id: SM-NB-07
title: Notebook lifecycle scripts hold no secrets
severity: high
subject: sagemaker_notebook_instance_lifecycle_config
why: >
  Everybody who may describe the configuration reads the script, and every instance that runs it has the secret.
  One leaked token is enough to reach what it opens.
fix: >
  Rotate the secret, take it out of the script, and read it at run time from AWS Secrets Manager with the
  execution role.
maps: {gdpr: ["Art.32(1)(b)"], hipaa: ["164.312(a)(1)", "164.312(d)"], mitre-atlas: [AML.T0055]}
profiles: [baseline]
peers: {prowler: [sagemaker_notebook_instance_no_secrets]}
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/notebook-lifecycle-config.html
---*/
select arn as resource,
       len(secrets) = 0 as passed,
       case when len(secrets) = 0 then 'none of the known forms of secrets' else array_to_string(secrets, ', ') end as reason
from sagemaker_notebook_instance_lifecycle_config

/*---
attack: >
  Whoever may describe lifecycle configurations reads the secret in plain text, and the script's log keeps another
  copy.
console: >
  Amazon SageMaker AI > Lifecycle configurations > Notebook Instance > the configuration > Edit: read the secret from
  Secrets Manager in the script. Change the secret.
cli: |
  aws sagemaker update-notebook-instance-lifecycle-config --notebook-instance-lifecycle-config-name NAME \
    --on-start Content="$(base64 -w0 on-start.sh)"
cloudformation: |
  Type: AWS::SageMaker::NotebookInstanceLifecycleConfig
  Properties:
    OnStart:
      - Content:
          Fn::Base64: |
            TOKEN=$(aws secretsmanager get-secret-value --secret-id pypi-token --query SecretString --output text)
terraform: |
  resource "aws_sagemaker_notebook_instance_lifecycle_configuration" "this" {
    on_start = base64encode("TOKEN=$(aws secretsmanager get-secret-value --secret-id pypi-token --query SecretString --output text)")
  }
---*/
