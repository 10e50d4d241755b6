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
