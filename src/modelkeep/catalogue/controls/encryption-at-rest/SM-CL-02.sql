/*---
id: SM-CL-02
title: HyperPod clusters encrypt their volumes with a key of your own
severity: medium
subject: sagemaker_cluster
why: >
  The volumes hold code, checkpoints and cached training data of all teams on the cluster. Without a key of your
  own you cannot revoke access to them in one place, nor see in one log who read it.
fix: >
  Give each instance group an EbsVolumeConfig with RootVolume=true and VolumeKmsKeyId, and name a key in that of
  the additional volume too.
maps: {gdpr: ["Art.32(1)(a)"], hipaa: ["164.312(a)(2)(iv)"]}
references: ["https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ClusterEbsVolumeConfig.html"]
---*/
select arn as resource,
       root_own and secondary_own as passed,
       'group ' || instance_group_name || ': '
           || case when root_own and secondary_own then 'volumes are encrypted with keys of your own'
                   when not root_own then 'the root volume is not encrypted with a key of your own'
                   when not secondary_own then 'the additional volume is not encrypted with a key of your own' end as reason,
       uses
from (select g.arn, g.instance_group_name,
             is_own_key(g.root_volume_kms_key_id, r.arn, r.key_manager) as root_own,
             not g.has_secondary_volume or is_own_key(g.secondary_volume_kms_key_id, s.arn, s.key_manager) as secondary_own,
             list_filter([r.arn, s.arn], lambda key: key is not null) as uses
      from sagemaker_cluster_instance_group g
      left join kms_key r on r.arn = kms_key_arn(g.root_volume_kms_key_id, g.account, g.region)
      left join kms_key s on s.arn = kms_key_arn(g.secondary_volume_kms_key_id, g.account, g.region))

/*---
attack: >
  Code, checkpoints and cached training data of all teams lie on the nodes' volumes. When an intruder is found, there is no
  key of yours that you could disable to close all of them at once.
console: >
  Use the CLI or an SDK: the keys are a part of each instance group's storage settings. Groups that are there are replaced
  by new ones.
cli: |
  aws sagemaker create-cluster --cluster-name NAME --instance-groups '[{
    "InstanceGroupName": "GROUP", "InstanceType": "ml.p5.48xlarge", "InstanceCount": 4, "ExecutionRole": "ROLE",
    "LifeCycleConfig": {"SourceS3Uri": "s3://BUCKET/lifecycle", "OnCreate": "on_create.sh"},
    "InstanceStorageConfigs": [
      {"EbsVolumeConfig": {"RootVolume": true, "VolumeKmsKeyId": "KEY_ARN"}},
      {"EbsVolumeConfig": {"VolumeSizeInGB": 500, "VolumeKmsKeyId": "KEY_ARN"}}]}]'
cloudformation: |
  Type: AWS::SageMaker::Cluster
  Properties:
    InstanceGroups:
      - InstanceGroupName: workers
        InstanceStorageConfigs:
          - EbsVolumeConfig:
              RootVolume: true
              VolumeKmsKeyId: !GetAtt Key.Arn
          - EbsVolumeConfig:
              VolumeSizeInGB: 500
              VolumeKmsKeyId: !GetAtt Key.Arn
terraform: |
  resource "awscc_sagemaker_cluster" "this" {
    instance_groups = [{
      instance_group_name = "workers"
      instance_storage_configs = [
        {
          ebs_volume_config = {
            root_volume       = true
            volume_kms_key_id = aws_kms_key.this.arn
          }
        },
        {
          ebs_volume_config = {
            volume_size_in_gb = 500
            volume_kms_key_id = aws_kms_key.this.arn
          }
        },
      ]
    }]
  }
---*/
