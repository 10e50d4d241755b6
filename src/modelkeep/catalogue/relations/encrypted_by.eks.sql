/*---
kind: encrypted_by
doc: The KMS key under which a cluster's secrets are.
---*/
select arn as src, secrets_key_arn as dst from eks_cluster
