/*---
id: SM-CL-05
title: HyperPod clusters get security updates by themselves
severity: medium
subject: sagemaker_cluster
why: >
  Clusters live for months. Where nobody has to remember it, patches arrive; where somebody has to, holes stay
  open.
fix: >
  Give each instance group an AutoPatchConfig, or a ScheduledUpdateConfig.
maps: {gdpr: ["Art.32(1)(d)"], hipaa: ["164.308(a)(1)(ii)(B)"]}
references: ["https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ClusterAutoPatchConfig.html"]
---*/
select arn as resource,
       patches_itself as passed,
       'group ' || instance_group_name || if(patches_itself, ' is updated by AWS', ' is updated by hand only') as reason
from sagemaker_cluster_instance_group
