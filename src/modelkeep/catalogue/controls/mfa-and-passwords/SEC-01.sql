/*---
id: SEC-01
title: Secrets that AI workloads read are rotated automatically
severity: medium
subject: secretsmanager_secret
scope: ai
why: >
  A password or token that never changes works for whoever found it, in a notebook's output or an old log, for years.
fix: >
  Turn on rotation in Secrets Manager, at most every 90 days, with a rotation function for what the secret opens;
  or replace the secret with a role.
maps:
  aws-fsbp: [SecretsManager.1]
  gdpr: ["Art.32(1)(b)"]
  hipaa: ["164.308(a)(5)(ii)(D)", "164.312(d)"]
  mitre-atlas: [AML.T0055]
peers: {prowler: [secretsmanager_automatic_rotation_enabled], securityhub: [SecretsManager.1], checkov: [CKV2_AWS_57], config: [secretsmanager-rotation-enabled-check]}
references: ["https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html"]
notes: Secrets that another AWS service owns are left out; that service rotates them. A schedule expression counts as rotation.
---*/
select arn as resource,
       rotation_enabled and coalesce(rotation_days <= 90, true) as passed,
       case when not rotation_enabled then 'rotation is off'
            when rotation_days is null then 'rotates on a schedule'
            else 'rotates every ' || rotation_days || ' days' end as reason
from secretsmanager_secret
where coalesce(owning_service = '', true)

/*---
attack: >
  A password that leaked from a log or a laptop works until somebody changes it by hand, which happens rarely.
  Rotation ends it within weeks.
console: >
  Secrets Manager > Secrets > the secret > Rotation > Edit rotation, turn on Automatic rotation, 90 days or less, and
  choose a rotation function.
cli: |
  aws secretsmanager rotate-secret --secret-id SECRET --rotation-lambda-arn FUNCTION \
    --rotation-rules AutomaticallyAfterDays=30
cloudformation: |
  Type: AWS::SecretsManager::RotationSchedule
  Properties:
    SecretId: !Ref Secret
    RotationLambdaARN: !GetAtt RotationFunction.Arn
    RotationRules:
      AutomaticallyAfterDays: 30
terraform: |
  resource "aws_secretsmanager_secret_rotation" "this" {
    secret_id           = aws_secretsmanager_secret.this.id
    rotation_lambda_arn = aws_lambda_function.rotation.arn
    rotation_rules {
      automatically_after_days = 30
    }
  }
---*/
