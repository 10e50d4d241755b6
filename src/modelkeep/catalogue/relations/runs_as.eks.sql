/*---
kind: runs_as
doc: The IAM role of a cluster's control plane.
---*/
select arn as src, role_arn as dst from eks_cluster
