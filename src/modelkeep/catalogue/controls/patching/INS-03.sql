/*---
id: INS-03
title: Hosts of models have no open critical vulnerability
severity: high
subject: ec2_instance
scope: ai
why: >
  A known hole in a host gives an attacker the model, its data and the host's role.
fix: Install the fixed packages, or replace the instance with one from a patched image.
maps:
  gdpr: ["Art.32(1)(b)", "Art.32(1)(d)"]
  hipaa: ["164.308(a)(1)(ii)(B)", "164.308(a)(5)(ii)(B)"]
  nist-ai-rmf: ["MEASURE 2.7"]
  iso-42001: [A.6.2.6]
  soc2: ["CC7.1"]
  eu-ai-act: ["Art.15(5)"]
  mitre-atlas: [AML.T0010, AML.M0016]
profiles: [baseline]
peers: {prowler: [inspector2_active_findings_no_known_exploited_vulnerabilities, inspector2_active_findings_within_max_age]}
references: ["https://docs.aws.amazon.com/inspector/latest/user/findings-understanding.html"]
notes: What Inspector does not scan stays unknown; a critical finding fails even where an exploit is not known.
---*/
with open as (
    select arn, count(distinct finding_arn) as findings, bool_or(exploit_available = 'YES') as exploited,
           string_agg(distinct vulnerability_id, ', ' order by vulnerability_id) filter (where vulnerability_id <> '') as names
    from inspector2_finding group by arn
),
coverage as (
    select arn, any_true(scan_status = 'ACTIVE') as scanned, any_value(scan_reason) as why_not
    from inspector2_coverage group by arn
)
select r.arn as resource,
       case when o.findings > 0 then false when c.scanned then true end as passed,
       case when o.findings > 0 then o.findings || ' critical findings'
                || case when o.exploited then ', an exploit is known' else '' end || coalesce(': ' || left(o.names, 200), '')
            when c.scanned then 'none is open'
            else 'Inspector does not scan it' || coalesce(' (' || c.why_not || ')', '') end as reason,
       []::varchar[] as uses
from ec2_instance r
left join open o on o.arn = r.arn
left join coverage c on c.arn = r.arn
where r.state is null or r.state = 'running'

/*---
attack: >
  The hole has a number, a description and often a ready-made exploit. Through it the attacker runs code on the host,
  copies the model and its data, and takes the credentials of the host's role.
console: >
  Amazon Inspector > Findings > By instance, see the fixed versions. Then Systems Manager > Patch Manager > Patch now,
  "Scan and install", with reboot if needed.
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
