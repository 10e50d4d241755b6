/*---
id: GD-07
title: No severe GuardDuty finding about AI resources is open
severity: high
subject: guardduty_detector
why: An open finding of high or critical severity means that GuardDuty has seen an attack on a model, its data or its roles.
fix: Investigate each finding, end the access, and archive the finding when it is dealt with.
maps: {gdpr: [Art.33], hipaa: ["164.308(a)(6)(ii)"], nist-ai-rmf: ["MANAGE 4.3"], soc2: ["CC7.3"]}
profiles: [baseline]
peers: {prowler: [guardduty_no_high_severity_findings], config: [guardduty-non-archived-findings]}
references: ["https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings.html"]
notes: Findings of severity 7.0 and above that are not archived, about resources that a model depends on or models themselves.
---*/
with about_ai as (
    select distinct n.finding_arn
    from (select finding_arn, unnest(resource_arns) as named from guardduty_detector_finding) n join ai_relevant a on a.arn = n.named
),
told as (
    select d.arn, f.finding_arn, f.finding_type,
           case when f.arn is null then false
                when f.resource_arns is null then null
                else a.finding_arn is not null
                     or len(list_filter(f.resource_arns, lambda x: x like 'arn:%:bedrock:%' or x like 'arn:%:sagemaker:%')) > 0
           end as about_ai
    from guardduty_detector d left join guardduty_detector_finding f on f.arn = d.arn
         left join about_ai a on a.finding_arn = f.finding_arn
    where d.status is distinct from 'DISABLED'
)
select arn as resource, not any_true(about_ai) as passed,
       case when any_true(about_ai)
            then 'open: ' || string_agg(distinct finding_type, ', ' order by finding_type) filter (where about_ai)
            when any_true(about_ai) is null then 'findings were not read in full'
            else 'none is open' end as reason,
       [arn] as uses
from told group by arn

/*---
attack: >
  GuardDuty has seen it: stolen credentials, an unusual download, malware on a host. As long as the finding stays open and
  nobody acts, the attacker goes on.
console: >
  GuardDuty > Findings, filter by severity high and critical, open the finding, follow it to the resource, end the access
  (disable keys, isolate the host), then Actions > Archive.
cli: |
  aws guardduty list-findings --detector-id DETECTOR --finding-criteria \
    '{"Criterion": {"severity": {"GreaterThanOrEqual": 7}, "service.archived": {"Equals": ["false"]}}}'
  aws guardduty get-findings --detector-id DETECTOR --finding-ids FINDING
  # when it is dealt with
  aws guardduty archive-findings --detector-id DETECTOR --finding-ids FINDING
cloudformation: >
  CloudFormation does not deal with findings; investigate them in the console or with the CLI.
terraform: >
  Terraform does not deal with findings; investigate them in the console or with the CLI.
---*/
