/*---
id: SM-CL-03
title: Lifecycle scripts of HyperPod clusters lie in versioned buckets of your own that one role writes
severity: high
subject: sagemaker_cluster
asks:
  s3:PutObject: select rtrim(object_arn_of(lifecycle_s3_uri), '/') || '/*' as arn from sagemaker_cluster_instance_group where lifecycle_s3_uri <> ''
why: >
  These scripts run as root on every new instance. Who can change them, unseen, owns the cluster with all models
  and data on it.
fix: >
  Keep the scripts in a bucket of your own account with versioning on and writing allowed to the deployment role
  alone.
maps: {mitre-atlas: [AML.T0010], hipaa: ["164.312(c)(1)"]}
complete: [s3_bucket]
references: ["https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ClusterLifeCycleConfig.html"]
notes: >
  Who can write there is judged by all policies taken together. Besides administrators of their account, who are left to the controls on
  administrators, one role or user may; nobody from outside of the scan may, nor may the roles of clusters, notebooks, Studio users and
  deployed models.
---*/
with workload as (
    select execution_role as role from sagemaker_cluster_instance_group
    union all select execution_role_arn from sagemaker_model
    union all select role_arn from sagemaker_notebook_instance
    union all select default_execution_role from sagemaker_domain
    union all select execution_role from sagemaker_user_profile
),
script as (
    select g.arn, g.instance_group_name, g.lifecycle_s3_uri, b.arn as bucket, v.status,
           rtrim(object_arn_of(g.lifecycle_s3_uri), '/') || '/*' as objects
    from sagemaker_cluster_instance_group g
    left join s3_bucket b on b.arn = bucket_arn_of(g.lifecycle_s3_uri)
    left join s3_bucket_versioning v on v.arn = b.arn
    where g.lifecycle_s3_uri <> ''
),
writer as (
    select arn, principal, decision,
           principal = '*' or account_of(principal) not in (select account from scope_account)
           or principal in (select role from workload where role <> '') as is_wrong
    from access
    where lower(action) = 's3:putobject' and administers is distinct from true
),
written as (
    select arn, count(*) filter (where decision = 'allowed') > 1 or coalesce(bool_or(is_wrong and decision = 'allowed'), false) as wrongly,
           count(*) > 1 or bool_or(is_wrong) as perhaps,
           told_names(list(principal) filter (where decision = 'allowed')) as sure, told_names(list(principal)) as principals,
           rests_on(list(decision)) as rests
    from writer
    group by arn
)
select g.arn as resource,
       case when g.bucket is null then false when g.status <> 'Enabled' then false when g.status is null then null
            when w.wrongly then false when w.perhaps or r.unread then null else true end as passed,
       'group ' || g.instance_group_name || ': bucket ' || bucket_of(g.lifecycle_s3_uri)
           || case when g.bucket is null then ' belongs to none of the accounts of this scan'
                   when g.status <> 'Enabled' then ' has versioning ' || lower(g.status)
                   when w.wrongly then ' can be written there by ' || w.sure
                   when w.perhaps then ': whether more than the deployment role can write there ' || w.rests || ': ' || w.principals
                   when r.unread then ': the role of a cluster, notebook, profile or model was not read'
                   else ' has versioning enabled, and nobody but the deployment role can write there' end as reason,
       [bucket_arn_of(g.lifecycle_s3_uri)] as uses
from script g cross join (select count(*) > count(role) as unread from workload) r
left join written w on w.arn = g.objects

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
