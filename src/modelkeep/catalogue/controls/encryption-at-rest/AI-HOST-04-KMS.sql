/*---
id: AI-HOST-04-KMS
title: Clusters with models keep their secrets under a key of your own
severity: low
subject: eks_cluster
scope: ai
why: >
  Kubernetes secrets hold registry passwords and tokens for model hubs. With a key of your own every use is on record and you can
  take it away.
fix: Associate an encryption config with a KMS key to the cluster (aws eks associate-encryption-config).
maps: {gdpr: ["Art.32(1)(a)"], hipaa: ["164.312(a)(2)(iv)"]}
peers: {prowler: [eks_cluster_kms_cmk_encryption_in_secrets_enabled], securityhub: [EKS.3], checkov: [CKV_AWS_58], config: [eks-secrets-encrypted]}
references: ["https://docs.aws.amazon.com/eks/latest/userguide/envelope-encryption.html"]
---*/
select arn as resource,
       secrets_key_arn <> '' as passed,
       case when secrets_key_arn <> '' then 'secrets are under ' || secrets_key_arn else 'no key of your own' end as reason
from eks_cluster

/*---
attack: >
  Someone gets a copy of the cluster's database or a backup of it and reads registry passwords and model hub tokens. With
  a key of your own they would need your KMS too, and its log would show the use.
console: >
  Amazon EKS > Clusters, open the cluster, Overview > Secrets encryption, Enable, choose a customer managed key. It cannot
  be turned off again.
cli: |
  aws eks associate-encryption-config --cluster-name CLUSTER \
    --encryption-config 'resources=[secrets],provider={keyArn=KEY_ARN}'
cloudformation: |
  Type: AWS::EKS::Cluster
  Properties:
    EncryptionConfig:
      - Resources: [secrets]
        Provider:
          KeyArn: !GetAtt Key.Arn
terraform: |
  resource "aws_eks_cluster" "this" {
    encryption_config {
      resources = ["secrets"]
      provider {
        key_arn = aws_kms_key.this.arn
      }
    }
  }
---*/
