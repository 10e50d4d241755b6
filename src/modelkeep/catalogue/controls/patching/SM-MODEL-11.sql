/*---
id: SM-MODEL-11
title: The images that models run have no open critical vulnerability
severity: high
subject: sagemaker_model
why: >
  The image is the program around the model. A known hole in it lets a crafted request run code with the model's role, next to
  the model and the requests of others.
fix: >
  Rebuild the image from a patched base, push it, and create the model again with the new digest; then update the endpoint.
maps:
  gdpr: ["Art.32(1)(d)"]
  hipaa: ["164.308(a)(1)(ii)(A)", "164.308(a)(1)(ii)(B)"]
  iso-42001: [A.6.2.6]
  soc2: ["CC7.1"]
  eu-ai-act: ["Art.15(5)"]
  mitre-atlas: [AML.T0010, AML.M0016]
  owasp-llm: [LLM03]
references:
  - https://docs.aws.amazon.com/inspector/latest/user/scanning-ecr.html
notes: >
  Judged are images in registries of one's own, by digest or tag; AWS alone can scan its own images. What Inspector does not
  scan stays unknown. All critical findings count, those with a known exploit are named.
---*/
with container as (
    select arn, account, region, image, image_digest from sagemaker_model_container where image <> ''
    union all
    select c.arn, c.account, c.region, p.image, p.image_digest
    from sagemaker_model_container c left join sagemaker_model_package_container p on p.arn = c.model_package_name
    where c.image = '' and c.model_package_name <> ''
    union all
    select arn, account, region, null, null from sagemaker_model_container where image is null
),
open as (
    select c.arn, c.image, count(distinct f.finding_arn) as findings, bool_or(f.exploit_available = 'YES') as exploited,
           string_agg(distinct f.vulnerability_id, ', ' order by f.vulnerability_id) filter (where f.vulnerability_id <> '') as names
    from container c join inspector2_finding f
        on f.arn = ecr_repository_arn(c.image)
           and case when c.image_digest <> '' then f.image_digest = c.image_digest
                    else list_contains(f.image_tags, coalesce(nullif(regexp_extract(c.image, ':([^:/@]+)$', 1), ''), 'latest')) end
    group by all
),
coverage as (
    select arn, any_true(scan_status = 'ACTIVE') as scanned from inspector2_coverage group by arn
)
select c.arn as resource,
       case when o.findings > 0 then false when v.scanned then true end as passed,
       case when c.image is null then 'which image it runs was not read'
            when o.findings > 0 then c.image || ' has ' || o.findings || ' critical findings'
                || case when o.exploited then ', an exploit is known' else '' end || coalesce(': ' || left(o.names, 200), '')
            when v.scanned then c.image || ' has none'
            else 'Inspector of this account does not scan ' || c.image end as reason,
       list_filter([ecr_repository_arn(c.image)], lambda a: a is not null) as uses
from container c
left join open o on o.arn = c.arn and o.image = c.image
left join coverage v on v.arn = ecr_repository_arn(c.image)
where not coalesce(is_aws_image_account(left(c.image, 12)), false)

/*---
attack: >
  The attacker reads the CVE of the web server in the image and sends one crafted request to the endpoint: code of theirs runs
  in the container, with its role and all later requests.
console: >
  Amazon Inspector > Findings > By container image shows the packages to update; after the rebuild, SageMaker AI > Models >
  Create model with the new image, then Endpoints > Update endpoint.
cli: |
  aws inspector2 list-findings --filter-criteria \
    '{"severity":[{"comparison":"EQUALS","value":"CRITICAL"}],"ecrImageHash":[{"comparison":"EQUALS","value":"DIGEST"}]}'
  aws sagemaker create-model --model-name NAME --execution-role-arn ROLE --primary-container Image=REPOSITORY@DIGEST
cloudformation: |
  Type: AWS::SageMaker::Model
  Properties:
    ExecutionRoleArn: !GetAtt Role.Arn
    PrimaryContainer:
      Image: !Sub "${Repository.RepositoryUri}@${PatchedDigest}"
terraform: |
  resource "aws_sagemaker_model" "this" {
    name               = "fraud"
    execution_role_arn = aws_iam_role.this.arn
    primary_container {
      image = "${aws_ecr_repository.this.repository_url}@${var.patched_digest}"
    }
  }
---*/
