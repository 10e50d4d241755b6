/*---
id: SM-CL-03
title: Lifecycle scripts of HyperPod clusters lie in versioned buckets of your own
severity: high
subject: sagemaker_cluster
why: >
  These scripts run as root on every new instance. Who can change them, unseen, owns the cluster with all models
  and data on it.
fix: >
  Keep the scripts in a bucket of your own account with versioning on and writing allowed to the deployment role
  alone.
maps: {mitre-atlas: [AML.T0010], hipaa: ["164.312(c)(1)"]}
complete: [s3_bucket]
references: ["https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ClusterLifeCycleConfig.html"]
---*/
select g.arn as resource,
       b.arn is not null and v.status = 'Enabled' as passed,
       'group ' || g.instance_group_name || ': bucket ' || bucket_of(g.lifecycle_s3_uri)
           || case when b.arn is null then ' belongs to none of the accounts of this scan'
                   else ' has versioning ' || lower(v.status) end as reason,
       [bucket_arn_of(g.lifecycle_s3_uri)] as uses
from sagemaker_cluster_instance_group g
left join s3_bucket b on b.arn = bucket_arn_of(g.lifecycle_s3_uri)
left join s3_bucket_versioning v on v.arn = b.arn
where g.lifecycle_s3_uri <> ''

/*---
attack: >
  Whoever may write to the script's place adds one line to it. It runs as root on the next node that starts, and that node
  sees all models and data on the cluster.
console: >
  S3 > the bucket of the scripts (one of your own account) > Properties > Bucket Versioning, Edit, Enable; Permissions >
  Bucket policy, let the deployment role alone write.
cli: |
  aws s3api put-bucket-versioning --bucket BUCKET --versioning-configuration Status=Enabled
  aws s3 cp on_create.sh s3://BUCKET/lifecycle/
cloudformation: |
  Scripts:
    Type: AWS::S3::Bucket
    Properties:
      VersioningConfiguration:
        Status: Enabled
  Cluster:
    Type: AWS::SageMaker::Cluster
    Properties:
      InstanceGroups:
        - InstanceGroupName: workers
          LifeCycleConfig:
            SourceS3Uri: !Sub s3://${Scripts}/lifecycle
            OnCreate: on_create.sh
terraform: |
  resource "aws_s3_bucket_versioning" "scripts" {
    bucket = aws_s3_bucket.scripts.id

    versioning_configuration {
      status = "Enabled"
    }
  }
---*/
