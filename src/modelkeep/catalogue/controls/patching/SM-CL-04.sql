/*---
id: SM-CL-04
title: HyperPod clusters run images without known security holes
severity: high
subject: sagemaker_cluster
why: >
  AWS marks images of clusters that lack security fixes or get none any more. An intruder on one node of those
  reaches the whole cluster.
fix: >
  Run UpdateClusterSoftware for the cluster.
maps: {gdpr: ["Art.32(1)(d)"], hipaa: ["164.308(a)(1)(ii)(A)", "164.308(a)(1)(ii)(B)"], soc2: ["CC7.1"]}
references: ["https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ClusterInstanceGroupDetails.html"]
---*/
select arn as resource,
       image_version_status not in ('SecurityUpdateRequired', 'EndOfLife') as passed,
       'group ' || instance_group_name || ': image is '
           || case image_version_status when 'UpToDate' then 'up to date' when 'UpdateAvailable' then 'not the newest'
                   when 'SecurityUpdateRequired' then 'in need of a security update'
                   when 'EndOfLife' then 'at the end of its life' else image_version_status end as reason
from sagemaker_cluster_instance_group

/*---
attack: >
  A researcher's account on the cluster is taken over. A published hole in the node's kernel or drivers makes the intruder
  root there, and from one node the others and all teams' data are in reach.
console: >
  Use the CLI or an SDK: the update is started with the call that is shown there, best when the nodes are idle.
cli: |
  aws sagemaker update-cluster-software --cluster-name NAME
cloudformation: >
  CloudFormation does not start a software update of a HyperPod cluster; use the CLI, or let the cluster update itself
  with the ScheduledUpdateConfig of its instance groups.
terraform: >
  Terraform does not start a software update of a HyperPod cluster; use the CLI, or let the cluster update itself with
  the scheduled_update_config of its instance groups.
---*/
