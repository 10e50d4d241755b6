/*---
id: SSM-02
title: Hosts of models were looked over for patches within 30 days
severity: medium
subject: ec2_instance
scope: ai
why: A host that counts as patched because of an old scan lacks everything that came out since.
fix: Schedule a patch scan (a patch policy of Quick Setup, or a State Manager association) at least weekly.
maps:
  gdpr: ["Art.32(1)(d)"]
  hipaa: ["164.308(a)(1)(ii)(A)", "164.308(a)(5)(ii)(B)"]
  nist-ai-rmf: ["MEASURE 2.7"]
  soc2: ["CC7.1"]
references: ["https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager.html"]
notes: Counted back from the moment of the scan. A host that Systems Manager does not manage stays unknown here.
---*/
select i.arn as resource,
       case when p.operation = '' then false else p.operation_end_at >= i.collected_at - interval 30 day end as passed,
       case when p.arn is null then 'Systems Manager knows nothing of its patches'
            when p.operation = '' then 'never scanned for patches'
            else 'last scanned on ' || strftime(p.operation_end_at, '%Y-%m-%d') end as reason,
       [p.arn] as uses
from ec2_instance i left join ssm_patch_state p on p.arn = i.arn
where i.state is null or i.state = 'running'

/*---
attack: >
  The dashboard says that the host has all patches, as of last spring. An attacker uses a hole whose patch came out since,
  and nobody knew that it was missing.
console: >
  Systems Manager > Quick Setup > Patch Manager, create a patch policy with a weekly or daily scan for these instances.
cli: |
  aws ssm create-association --name AWS-RunPatchBaseline --association-name weekly-patch-scan \
    --targets Key=tag:workload,Values=model --schedule-expression 'rate(7 days)' --parameters Operation=Scan
cloudformation: |
  Type: AWS::SSM::Association
  Properties:
    Name: AWS-RunPatchBaseline
    AssociationName: weekly-patch-scan
    ScheduleExpression: rate(7 days)
    Targets:
      - Key: tag:workload
        Values: [model]
    Parameters:
      Operation: [Scan]
terraform: |
  resource "aws_ssm_association" "patch_scan" {
    name                = "AWS-RunPatchBaseline"
    association_name    = "weekly-patch-scan"
    schedule_expression = "rate(7 days)"

    targets {
      key    = "tag:workload"
      values = ["model"]
    }
    parameters = {
      Operation = "Scan"
    }
  }
---*/
