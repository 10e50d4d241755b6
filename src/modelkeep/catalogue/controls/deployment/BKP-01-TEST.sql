/*---
id: BKP-01-TEST
title: Backups of models, training data and documents were restored on trial
severity: low
subject: s3_bucket
scope: ai
complete: [backup_restore_job, backup_restore_testing_plan, backup_restore_testing_plan_selection]
why: >
  A backup that was never restored is a hope. That its role lacks a permission, its key is gone or a prefix was left out shows on
  the day when the model is needed back.
fix: >
  Create a restore testing plan in AWS Backup with a selection that covers the bucket; it restores a backup on a schedule and
  deletes it again.
maps:
  gdpr: ["Art.32(1)(c)", "Art.32(1)(d)"]
  hipaa: ["164.308(a)(7)"]
  soc2: ["A1.2"]
references:
  - https://docs.aws.amazon.com/aws-backup/latest/devguide/restore-testing.html
  - https://docs.aws.amazon.com/aws-backup/latest/devguide/API_ListRestoreJobs.html
notes: >
  Applies to buckets that BKP-01 judges and AWS Backup has backed up; a replica is read like any bucket. What counts is a restore that
  completed, or a restore testing plan that has run and covers the bucket. AWS does not say for how long it remembers restores that
  somebody made by hand. Where a selection asks for several tags and the bucket has only some of them, whether it is covered is not known.
---*/
with kept as (
    select distinct dst from relation where kind in ('stored_in', 'trained_from', 'retrieves_from', 'reads_from')
), backed_up as (
    select arn, list(last_backup_vault_arn) as vaults, bool_or(last_backup_vault_arn is null) as unplaced
    from backup_protected_resource group by arn
), bucket as (
    select b.arn, b.account, u.vaults, u.unplaced,
           list_transform(map_entries(b.tags), lambda t: 'aws:ResourceTag/' || t."key" || '=' || t."value") as tags
    from s3_bucket b join kept on kept.dst = b.arn join backed_up u on u.arn = b.arn
), restored as (
    select b.arn,
           any_true(case when j.arn = b.arn then j.validation_status not in ('FAILED', 'TIMED_OUT')
                    when j.arn = '' then null else false end) as restored,
           max(j.completed_at) filter (where j.arn = b.arn and j.validation_status not in ('FAILED', 'TIMED_OUT')) as restored_at
    from bucket b left join backup_restore_job j on j.arn = b.arn or (j.arn = '' and j.account = b.account)
    group by b.arn
), asked as (
    select b.arn as bucket, p.name, p.has_run,
           case when list_contains(p.include_vaults, '*') and len(p.exclude_vaults) = 0 then true
                when p.include_vaults is null or p.exclude_vaults is null or b.unplaced then null
                else len(list_filter(b.vaults, lambda v: any_pattern_matches(p.include_vaults, v)
                                     and not any_pattern_matches(p.exclude_vaults, v))) > 0 end as takes_vault,
           case when s.arn is null or s.protected_resource_type <> 'S3' then false
                else list_contains(s.protected_resource_arns, b.arn)
                     or (list_contains(s.protected_resource_arns, '*') or len(s.protected_resource_arns) = 0) end as names,
           list_concat(list_transform(s.tags_equal, lambda c: list_contains(b.tags, c)),
                       list_transform(s.tags_differ, lambda c: not list_contains(b.tags, c))) as met
    from bucket b
    join backup_restore_testing_plan p on p.account = b.account
    left join backup_restore_testing_plan_selection s on s.arn = p.arn
), tested as (
    select bucket, any_true(covers) as tested,
           string_agg(distinct name, ', ' order by name) filter (where covers) as plans,
           string_agg(distinct name, ', ' order by name) filter (where names and not has_run) as waiting
    from (select bucket, name, names, has_run,
                 has_run and takes_vault and names
                 and case when len(met) = 0 or list_bool_and(met) then true
                          when not list_bool_or(met) then false end as covers
          from asked)
    group by bucket
)
select b.arn as resource,
       r.restored or case when t.bucket is null then false else t.tested end as passed,
       case when r.restored then 'last restored on ' || coalesce(strftime(r.restored_at, '%Y-%m-%d'), 'an unknown day')
            when t.tested then 'restored on trial by the plan ' || t.plans
            when passed is null then 'whether a restore was tried was not read'
            when t.waiting is not null then 'the plan ' || t.waiting || ' has not run yet'
            else 'backed up, and no restore was tried' end as reason
from bucket b join restored r on r.arn = b.arn left join tested t on t.bucket = b.arn

/*---
attack: >
  Ransomware deletes the artifacts. The backup is there, but the role that restores lost its permission on the key a year ago, and
  the attacker's deadline passes before anybody finds out why nothing comes back.
console: >
  AWS Backup > Restore testing > Create restore testing plan, a schedule and the vaults; then Add resources, S3, all or the named
  buckets, and a role that may restore.
cli: |
  aws backup create-restore-testing-plan --restore-testing-plan '{"RestoreTestingPlanName": "weekly",
    "ScheduleExpression": "cron(0 5 ? * MON *)", "RecoveryPointSelection": {"Algorithm": "LATEST_WITHIN_WINDOW",
    "IncludeVaults": ["*"], "RecoveryPointTypes": ["SNAPSHOT", "CONTINUOUS"]}}'
  aws backup create-restore-testing-selection --restore-testing-plan-name weekly --restore-testing-selection \
    '{"RestoreTestingSelectionName": "buckets", "ProtectedResourceType": "S3", "ProtectedResourceArns": ["*"], "IamRoleArn": "ROLE"}'
cloudformation: |
  Plan:
    Type: AWS::Backup::RestoreTestingPlan
    Properties:
      RestoreTestingPlanName: weekly
      ScheduleExpression: cron(0 5 ? * MON *)
      RecoveryPointSelection:
        Algorithm: LATEST_WITHIN_WINDOW
        IncludeVaults: ["*"]
        RecoveryPointTypes: [SNAPSHOT, CONTINUOUS]
  Selection:
    Type: AWS::Backup::RestoreTestingSelection
    Properties:
      RestoreTestingPlanName: !Ref Plan
      RestoreTestingSelectionName: buckets
      ProtectedResourceType: S3
      ProtectedResourceArns: ["*"]
      IamRoleArn: !GetAtt RestoreRole.Arn
terraform: |
  resource "aws_backup_restore_testing_plan" "weekly" {
    name                = "weekly"
    schedule_expression = "cron(0 5 ? * MON *)"

    recovery_point_selection {
      algorithm            = "LATEST_WITHIN_WINDOW"
      include_vaults       = ["*"]
      recovery_point_types = ["SNAPSHOT", "CONTINUOUS"]
    }
  }

  resource "aws_backup_restore_testing_selection" "buckets" {
    name                      = "buckets"
    restore_testing_plan_name = aws_backup_restore_testing_plan.weekly.name
    protected_resource_type   = "S3"
    protected_resource_arns   = ["*"]
    iam_role_arn              = aws_iam_role.restore.arn
  }
---*/
