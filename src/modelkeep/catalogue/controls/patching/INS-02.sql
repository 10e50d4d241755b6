/*---
id: INS-02
title: Container images of models have no open critical vulnerability
severity: high
subject: ecr_repository
scope: ai
why: >
  The image is what serves the model: a known hole in it lets an attacker run code next to the model, with its role.
fix: Rebuild the image from a patched base, push it, and deploy it; then delete the old image.
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
from ecr_repository r
left join open o on o.arn = r.arn
left join coverage c on c.arn = r.arn

/*---
attack: >
  The hole has a number, a description and often a ready-made exploit. An attacker who can send requests to the model
  server, or a file that it parses, runs code in the container with the model's role.
console: >
  Amazon Inspector > Findings > By container image, open the image and see the fixed versions. Rebuild from a patched base
  and push; then Amazon ECR > the repository, delete the old image.
cli: |
  aws inspector2 list-findings --filter-criteria '{
    "ecrImageRepositoryName": [{"comparison": "EQUALS", "value": "REPOSITORY"}],
    "severity": [{"comparison": "EQUALS", "value": "CRITICAL"}],
    "findingStatus": [{"comparison": "EQUALS", "value": "ACTIVE"}]}'
  # rebuild and push the image, deploy it by its new digest, then
  aws ecr batch-delete-image --repository-name REPOSITORY --image-ids imageDigest=OLD_DIGEST
cloudformation: >
  CloudFormation does not patch images; rebuild and push the image, and put its new digest into the template.
terraform: >
  The AWS provider does not patch images; rebuild and push the image, and put its new digest into the configuration.
---*/
