/*---
id: SEC-02
title: Secrets that AI workloads read are not open to everybody
severity: critical
subject: secretsmanager_secret
scope: ai
why: >
  A resource policy that allows everybody lets any AWS account read the secret, and with it whatever the secret opens.
fix: Name the roles that need the secret in its resource policy; put it with BlockPublicPolicy so that AWS checks it.
maps:
  gdpr: [Art.25, "Art.32(1)(b)"]
  hipaa: ["164.312(a)(1)"]
  cis-aws-7.0: ["2.21"]
  soc2: ["CC6.1"]
  mitre-atlas: [AML.T0055]
profiles: [baseline]
peers: {prowler: [secretsmanager_not_publicly_accessible]}
references: ["https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_resource-policies.html"]
---*/
with opened as (
    select arn,
           any_true(when_allowed(effect, is_everybody(principals, not_principals)
                                         and not restricts_to_account(conditions) and not restricts_to_network(conditions))) as open
    from secretsmanager_secret_policy_statement
    group by arn
)
select s.arn as resource,
       case when not p.configured then true
            when p.configured then not o.open end as passed,
       case when not p.configured then 'there is no resource policy'
            when passed then 'the resource policy names who may read it'
            when not passed then 'the resource policy lets everybody in'
            when p.configured then 'the resource policy could not be understood' end as reason
from secretsmanager_secret s
left join secretsmanager_secret_policy p on p.arn = s.arn
left join opened o on o.arn = s.arn

/*---
attack: >
  Anybody with an AWS account reads the secret, and with it opens the database or the service that the model uses.
console: >
  Secrets Manager > Secrets > the secret > Resource permissions > Edit permissions: name the roles in Principal, and
  leave "Block public access" on.
cli: |
  aws secretsmanager put-resource-policy --secret-id SECRET --block-public-policy --resource-policy \
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::ACCOUNT:role/ModelRole"}, "Action": "secretsmanager:GetSecretValue",
    "Resource": "*"}]}'
cloudformation: |
  Type: AWS::SecretsManager::ResourcePolicy
  Properties:
    SecretId: !Ref Secret
    BlockPublicPolicy: true
    ResourcePolicy:
      Version: "2012-10-17"
      Statement:
        - Effect: Allow
          Principal:
            AWS: !GetAtt ModelRole.Arn
          Action: secretsmanager:GetSecretValue
          Resource: "*"
terraform: |
  resource "aws_secretsmanager_secret_policy" "this" {
    secret_arn          = aws_secretsmanager_secret.this.arn
    block_public_policy = true
    policy = jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Effect    = "Allow"
        Principal = { AWS = aws_iam_role.model.arn }
        Action    = "secretsmanager:GetSecretValue"
        Resource  = "*"
      }]
    })
  }
---*/
