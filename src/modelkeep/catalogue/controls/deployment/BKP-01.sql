/*---
id: BKP-01
title: Models, training data and documents can be brought back from a copy
severity: low
subject: s3_bucket
scope: ai
complete: [backup_protected_resource]
why: >
  Whoever deletes or encrypts the one bucket with artifacts, features or documents takes the models with it: training them
  again costs weeks, where it can be done at all.
fix: >
  Put the bucket under an AWS Backup plan, or replicate it to a bucket in another account; and restore a model from the copy
  once, to know that it works.
maps:
  gdpr: ["Art.32(1)(b)", "Art.32(1)(c)"]
  hipaa: ["164.308(a)(7)", "164.308(a)(7)(ii)(A)"]
  soc2: ["A1.2"]
  mitre-atlas: [AML.T0029]
peers: {prowler: [s3_bucket_cross_region_replication]}
references:
  - https://docs.aws.amazon.com/aws-backup/latest/devguide/s3-backups.html
  - https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication.html
notes: >
  Judged are buckets from which models are loaded, trained or answered. A backup counts that is younger than 35 days. Whether
  a restore was ever tried is what BKP-01-TEST asks.
---*/
with kept as (
    select distinct dst from relation where kind in ('stored_in', 'trained_from', 'retrieves_from', 'reads_from')
),
backup as (
    select arn, max(last_backup_time) as last_backup_time from backup_protected_resource group by arn
)
select b.arn as resource,
       case when len(r.destination_buckets) > 0 then true
            when p.last_backup_time >= b.collected_at - interval 35 day then true
            when r.destination_buckets is null then null
            when p.arn is not null and p.last_backup_time is null then null
            else false end as passed,
       case when len(r.destination_buckets) > 0 then 'replicated to ' || array_to_string(r.destination_buckets, ', ')
            when p.last_backup_time is not null then 'last backed up on ' || strftime(p.last_backup_time, '%Y-%m-%d')
            when r.destination_buckets is null then 'whether it is replicated was not read'
            when p.arn is not null then 'when it was last backed up was not read'
            when r.partial then 'only a part is replicated, and there is no backup'
            else 'neither backed up nor replicated' end as reason,
       []::varchar[] as uses
from s3_bucket b join kept on kept.dst = b.arn
left join s3_bucket_replication r on r.arn = b.arn
left join backup p on p.arn = b.arn

/*---
attack: >
  With the credentials of a training job the attacker overwrites or deletes every artifact and asks for money; without a copy
  elsewhere there is no other way back.
console: >
  AWS Backup > Backup plans > Create, assign the bucket as a resource; or S3 > the bucket > Management > Replication rules >
  Create.
cli: |
  aws backup create-backup-selection --backup-plan-id PLAN --backup-selection \
    '{"SelectionName":"models","IamRoleArn":"ROLE","Resources":["arn:aws:s3:::BUCKET"]}'
cloudformation: |
  Type: AWS::Backup::BackupSelection
  Properties:
    BackupPlanId: !Ref Plan
    BackupSelection:
      SelectionName: models
      IamRoleArn: !GetAtt BackupRole.Arn
      Resources: [!GetAtt Bucket.Arn]
terraform: |
  resource "aws_backup_selection" "models" {
    name         = "models"
    plan_id      = aws_backup_plan.this.id
    iam_role_arn = aws_iam_role.backup.arn
    resources    = [aws_s3_bucket.models.arn]
  }
---*/
