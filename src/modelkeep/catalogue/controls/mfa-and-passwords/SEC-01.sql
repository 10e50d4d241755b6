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
