/*---
id: SSM-01
title: Hosts of models have all patches that their baseline asks for
severity: high
subject: ec2_instance
scope: ai
why: Attackers use known holes within days after the patch is out. A host that lacks patches gives them the model and its role.
fix: >
  Run AWS-RunPatchBaseline with Operation=Install in a maintenance window or a patch policy, and reboot where it is asked for.
maps:
  gdpr: ["Art.32(1)(b)"]
  hipaa: ["164.308(a)(1)(ii)(B)", "164.308(a)(5)(ii)(B)"]
  aws-fsbp: [SSM.2]
  iso-42001: [A.6.2.6]
  soc2: ["CC7.1"]
peers: {prowler: [ssm_managed_compliant_patching], securityhub: [SSM.2], config: [ec2-managedinstance-patch-compliance-status-check]}
references: ["https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager-compliance-states.html"]
notes: >
  A host that Systems Manager does not manage stays unknown here; AI-HOST-01-SSM fails it. Stopped instances are left out.
---*/
select i.arn as resource,
       case when p.operation = '' then false
            else p.missing_count = 0 and p.failed_count = 0 and coalesce(p.installed_pending_reboot_count, 0) = 0
                 and coalesce(p.critical_non_compliant_count, 0) = 0 and coalesce(p.security_non_compliant_count, 0) = 0
       end as passed,
       case when p.arn is null then 'Systems Manager knows nothing of its patches'
            when p.operation = '' then 'never scanned for patches'
            else p.missing_count || ' missing, ' || p.failed_count || ' failed, '
                 || coalesce(p.installed_pending_reboot_count, 0) || ' wait for a reboot' end as reason,
       [p.arn] as uses
from ec2_instance i left join ssm_patch_state p on p.arn = i.arn
where i.state is null or i.state = 'running'

/*---
attack: >
  Exploits for patched holes are made by comparing the patch with what was there before, within days. A host that lacks
  the patch gives the attacker the model and the credentials of its role.
console: >
  Systems Manager > Patch Manager > Patch now, "Scan and install", "Reboot if needed", for these instances; then Create
  patch policy, so that it happens every week.
cli: |
  aws ssm send-command --document-name AWS-RunPatchBaseline --targets Key=InstanceIds,Values=INSTANCE \
    --parameters Operation=Install,RebootOption=RebootIfNeeded
cloudformation: |
  Type: AWS::SSM::Association
  Properties:
    Name: AWS-RunPatchBaseline
    ScheduleExpression: cron(0 2 ? * SUN *)
    Targets:
      - Key: tag:workload
        Values: [model]
    Parameters:
      Operation: [Install]
      RebootOption: [RebootIfNeeded]
terraform: |
  resource "aws_ssm_association" "patch" {
    name                = "AWS-RunPatchBaseline"
    schedule_expression = "cron(0 2 ? * SUN *)"

    targets {
      key    = "tag:workload"
      values = ["model"]
    }
    parameters = {
      Operation    = "Install"
      RebootOption = "RebootIfNeeded"
    }
  }
---*/
