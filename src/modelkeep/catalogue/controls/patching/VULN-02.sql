/*---
id: VULN-02
title: What serves models has no critical or high vulnerability that could have been mended for 30 days
severity: high
subject: sagemaker_endpoint
also: [lambda_function, ecs_service]
why: >
  Between the publication of a hole and its use lie days. What has a fixed version, and is not updated within a month, is not watched.
fix: >
  Update the package to the fixed version, build image or function anew, and deploy it. Where the hole cannot be reached, state so with VEX.
maps:
  gdpr: ["Art.32(1)(b)", "Art.32(1)(d)"]
  hipaa: ["164.308(a)(1)(ii)(B)", "164.308(a)(5)(ii)(B)"]
  iso-42001: [A.6.2.6]
  soc2: ["CC7.1"]
  eu-ai-act: ["Art.15(5)"]
  mitre-atlas: [AML.T0010, AML.M0016]
  owasp-llm: [LLM03]
references:
  - https://ossf.github.io/osv-schema/
notes: >
  The thirty days count from the publication of the advisory, as nobody tells when the fixed version came. What nobody rated, or nobody dated,
  and could be mended, leaves it UNKNOWN. It passes where everything was read and data of every kind of package are held and recent; packages
  that no advisory names are counted. An image in which no package was found stays UNKNOWN. What a VEX statement closes does not count.
  Needs `modelkeep scan --vulnerabilities`.
---*/
with runner(arn) as (
    select arn from sagemaker_endpoint
    union
    select f.arn from lambda_function f join component_use u on u.runner = f.arn
    union
    select c.arn from ecs_service c join component_use u on u.runner = c.arn
),
known as (
    select v.arn,
           count(distinct vulnerability)
               filter (where severity in ('critical', 'high') and published_at < looked_at - interval 30 day) as late,
           count(*) filter (where coalesce(severity, '') = '' or (severity in ('critical', 'high') and published_at is null)) as undecided,
           string_agg(distinct told, ', ' order by told)
               filter (where severity in ('critical', 'high') and published_at < looked_at - interval 30 day) as names
    from (
        select *, vulnerability || ' in ' || package || ' ' || version || ' (fixed in ' || fixed_version || ')' as told
        from vulnerability where open and fixed_version <> ''
    ) v join component_scan s on s.arn = v.arn group by v.arn
)
select r.arn as resource,
       case when k.late > 0 then false
            when s.complete and s.no_data = s.unnamed and coalesce(k.undecided, 0) = 0
                 and (s.components > 0 or s.arn not like 'arn:%:ecr:%') then true end as passed,
       coalesce(s.subject, nullif(u.arn, '') || ' was not looked into', 'what it is built from was not read')
           || case when s.arn is null then ''
                   when k.late > 0 then ': ' || k.late || ', ' || left(k.names, 300)
                   when s.complete and s.components = 0 then ': no package was found in it'
                   when passed then ': none is known; no advisory names ' || s.unnamed || ' of ' || s.components || ' packages'
                   when not s.complete then ': not all of it was understood: ' || coalesce(s.reason, '')
                   when s.no_data is null then ': no vulnerability data'
                   when k.undecided > 0 then ': ' || k.undecided || ' vulnerabilities that nobody rated or dated'
                   else ': no usable data on ' || (s.no_data - s.unnamed) || ' of ' || s.components || ' packages' end as reason,
       [u.model] as uses
from runner r
left join component_use u on u.runner = r.arn
left join component_scan s on s.arn = u.arn
left join known k on k.arn = u.arn

/*---
attack: >
  The advisory tells which function of the web server takes which bytes. A month later the request is in everybody's tools, and the endpoint
  still answers it.
console: >
  Amazon Inspector > Findings > By container image shows the packages to update; after the rebuild, SageMaker AI > Models > Create model
  with the new image, then Endpoints > Update endpoint.
cli: |
  modelkeep vulnerabilities --all --min-severity high
  aws sagemaker create-model --model-name NAME --execution-role-arn ROLE --primary-container Image=REPOSITORY@DIGEST
  aws lambda update-function-code --function-name FUNCTION --zip-file fileb://function.zip
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
