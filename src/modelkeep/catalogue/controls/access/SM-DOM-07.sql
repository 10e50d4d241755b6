/*---
id: SM-DOM-07
title: Studio lifecycle scripts hold no secrets
severity: high
subject: sagemaker_studio_lifecycle_config
why: >
  Everybody who may describe the configuration reads the script, and every instance that runs it has the secret.
  One leaked token is enough to reach what it opens.
fix: >
  Rotate the secret, take it out of the script, and read it at run time from AWS Secrets Manager with the
  execution role.
maps: {gdpr: ["Art.32(1)(b)"], hipaa: ["164.312(a)(1)", "164.312(d)"], mitre-atlas: [AML.T0055]}
profiles: [baseline]
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/studio-lifecycle-configurations.html
---*/
select arn as resource,
       len(secrets) = 0 as passed,
       case when len(secrets) = 0 then 'none of the known forms of secrets' else array_to_string(secrets, ', ') end as reason
from sagemaker_studio_lifecycle_config

/*---
attack: >
  Whoever may describe lifecycle configurations, and every user in whose space the script runs, reads the secret in
  plain text and uses it elsewhere.
console: >
  Amazon SageMaker AI > Lifecycle configurations > Studio > Create configuration: a script that reads the secret from
  Secrets Manager. Attach it to the domain, and delete the old one.
cli: |
  aws sagemaker create-studio-lifecycle-config --studio-lifecycle-config-name NAME \
    --studio-lifecycle-config-app-type JupyterLab --studio-lifecycle-config-content "$(base64 -w0 script.sh)"
  aws sagemaker delete-studio-lifecycle-config --studio-lifecycle-config-name OLD_NAME
cloudformation: |
  Type: AWS::SageMaker::StudioLifecycleConfig
  Properties:
    StudioLifecycleConfigAppType: JupyterLab
    StudioLifecycleConfigName: setup
    StudioLifecycleConfigContent:
      Fn::Base64: |
        TOKEN=$(aws secretsmanager get-secret-value --secret-id pypi-token --query SecretString --output text)
terraform: |
  resource "aws_sagemaker_studio_lifecycle_config" "this" {
    studio_lifecycle_config_name     = "setup"
    studio_lifecycle_config_app_type = "JupyterLab"
    studio_lifecycle_config_content  = base64encode("TOKEN=$(aws secretsmanager get-secret-value --secret-id pypi-token --query SecretString --output text)")
  }
---*/
