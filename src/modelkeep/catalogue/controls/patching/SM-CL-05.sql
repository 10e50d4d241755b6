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

/*---
attack: >
  A fix is out, the exploit a week later. On a cluster that is patched by hand, when somebody remembers, it works for
  months, and one node taken is a way to the data of every team.
console: >
  Use the CLI or an SDK: the schedule is a part of each instance group's settings.
cli: |
  # Name every setting of the group: UpdateCluster takes instance groups whole.
  aws sagemaker update-cluster --cluster-name NAME --instance-groups '[{
    "InstanceGroupName": "GROUP", "InstanceType": "ml.p5.48xlarge", "InstanceCount": 4, "ExecutionRole": "ROLE",
    "LifeCycleConfig": {"SourceS3Uri": "s3://BUCKET/lifecycle", "OnCreate": "on_create.sh"},
    "ScheduledUpdateConfig": {"ScheduleExpression": "cron(0 3 ? * SUN *)"}}]'
cloudformation: |
  Type: AWS::SageMaker::Cluster
  Properties:
    InstanceGroups:
      - InstanceGroupName: workers
        ScheduledUpdateConfig:
          ScheduleExpression: cron(0 3 ? * SUN *)
terraform: |
  resource "awscc_sagemaker_cluster" "this" {
    instance_groups = [{
      instance_group_name = "workers"
      scheduled_update_config = {
        schedule_expression = "cron(0 3 ? * SUN *)"
      }
    }]
  }
---*/
