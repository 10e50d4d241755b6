/*---
id: AI-HOST-04-LOG
title: Clusters with models keep their audit logs
severity: medium
subject: eks_cluster
scope: ai
why: >
  The audit log says who started, changed or entered which container. Without it nobody can tell what an attacker did to the model
  servers.
fix: Turn on the control plane log types audit and authenticator (better all five) and keep their log group for a year.
maps: {aws-fsbp: [EKS.8], gdpr: ["Art.33"], hipaa: ["164.312(b)"]}
peers: {prowler: [eks_control_plane_logging_all_types_enabled], securityhub: [EKS.8], checkov: [CKV_AWS_37]}
references: ["https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html"]
---*/
select arn as resource,
       list_contains(log_types, 'audit') as passed,
       case when len(log_types) = 0 then 'no control plane logs' else 'logs: ' || array_to_string(log_types, ', ') end as reason
from eks_cluster

/*---
attack: >
  An intruder with a stolen kubeconfig opens a shell in the model's container and changes its files. Without the audit log
  nobody can tell who did it, when, or in which container.
console: >
  Amazon EKS > Clusters, open the cluster, Observability, Control plane logging, Manage, turn on API server, Audit,
  Authenticator, Controller manager and Scheduler.
cli: |
  aws eks update-cluster-config --name CLUSTER --logging \
    '{"clusterLogging": [{"types": ["api", "audit", "authenticator", "controllerManager", "scheduler"], "enabled": true}]}'
cloudformation: |
  Type: AWS::EKS::Cluster
  Properties:
    Logging:
      ClusterLogging:
        EnabledTypes:
          - Type: audit
          - Type: authenticator
terraform: |
  resource "aws_eks_cluster" "this" {
    enabled_cluster_log_types = ["audit", "authenticator"]
  }
---*/
