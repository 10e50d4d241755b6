/*---
id: SM-CL-06
title: HyperPod clusters replace faulty nodes by themselves
severity: low
subject: sagemaker_cluster
why: >
  A node that fails in the night stops the training of everybody on the cluster until somebody replaces it by
  hand.
fix: >
  Set NodeRecovery=Automatic with UpdateCluster.
maps: {gdpr: ["Art.32(1)(b)"], hipaa: ["164.308(a)(7)"]}
references: ["https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeCluster.html"]
---*/
select arn as resource,
       node_recovery = 'Automatic' as passed,
       'NodeRecovery is ' || node_recovery as reason
from sagemaker_cluster

/*---
attack: >
  Nobody has to attack: one broken GPU in the night stops the job of everybody on the cluster. Someone who can crash a
  node on purpose gets the same, for as long as no one is at work.
console: >
  Node recovery is set when the cluster is made: SageMaker AI > HyperPod clusters > Create, keep automatic instance
  recovery on. For a cluster that is there, use the CLI.
cli: |
  aws sagemaker update-cluster --cluster-name NAME --node-recovery Automatic
cloudformation: |
  Type: AWS::SageMaker::Cluster
  Properties:
    NodeRecovery: Automatic
terraform: |
  resource "awscc_sagemaker_cluster" "this" {
    node_recovery = "Automatic"
  }
---*/
