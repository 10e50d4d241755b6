/*---
id: VULN-01
title: What serves models has no vulnerability that is known to be exploited
severity: critical
subject: sagemaker_endpoint
also: [lambda_function, ecs_service]
why: >
  CISA lists vulnerabilities that attackers use already. In an image, a function or a file that answers requests for a model, one of them
  is a way to the model, its data and the role that it runs with.
fix: >
  Update the package to the fixed version, build image or function anew, and deploy it. Where that takes time, stop what serves the model,
  or state with VEX why it cannot be reached.
maps:
  gdpr: ["Art.32(1)(b)", "Art.32(1)(d)"]
  hipaa: ["164.308(a)(1)(ii)(A)", "164.308(a)(1)(ii)(B)"]
  iso-42001: [A.6.2.6]
  soc2: ["CC7.1"]
  eu-ai-act: ["Art.15(5)"]
  mitre-atlas: [AML.T0010, AML.M0016]
  owasp-llm: [LLM03]
references:
  - https://www.cisa.gov/known-exploited-vulnerabilities-catalog
notes: >
  Judged is what endpoints, functions and services run now, by the digest that was deployed. It passes where everything was read and data of
  every kind of package are held and recent; packages that no advisory names are counted. An
  image in which no package was found stays UNKNOWN. What a VEX statement closes does not count.
  Needs the analysis of components: `modelkeep scan --vulnerabilities`.
---*/
with runner(arn) as (
    select arn from sagemaker_endpoint
    union
    select f.arn from lambda_function f join component_use u on u.runner = f.arn
    union
    select c.arn from ecs_service c join component_use u on u.runner = c.arn
),
known as (
    select arn, count(distinct vulnerability) filter (where exploited) as exploited,
           count(*) filter (where exploited is null) as undecided,
           string_agg(distinct told, ', ' order by told) filter (where exploited) as names
    from (
        select *, vulnerability || ' in ' || package || ' ' || version
                  || case when fixed_version <> '' then ' (fixed in ' || fixed_version || ')' else '' end as told
        from vulnerability where open
    ) group by arn
)
select r.arn as resource,
       case when k.exploited > 0 then false
            when s.complete and s.no_data = s.unnamed and coalesce(k.undecided, 0) = 0
                 and (s.components > 0 or s.arn not like 'arn:%:ecr:%') then true end as passed,
       coalesce(s.subject, nullif(u.arn, '') || ' was not looked into', 'what it is built from was not read')
           || case when s.arn is null then ''
                   when k.exploited > 0 then ': ' || left(k.names, 300)
                   when s.complete and s.components = 0 then ': no package was found in it'
                   when passed then ': none is known; no advisory names ' || s.unnamed || ' of ' || s.components || ' packages'
                   when not s.complete then ': not all of it was understood: ' || coalesce(s.reason, '')
                   when s.no_data is null then ': no vulnerability data'
                   when k.undecided > 0 then ': which of its vulnerabilities are exploited is not known without CISA''s catalogue'
                   else ': no usable data on ' || (s.no_data - s.unnamed) || ' of ' || s.components || ' packages' end as reason,
       [u.model] as uses
from runner r
left join component_use u on u.runner = r.arn
left join component_scan s on s.arn = u.arn
left join known k on k.arn = u.arn

/*---
attack: >
  A tool that scans the internet for one of these vulnerabilities finds the endpoint within days of its publication. Nobody has to know that
  a model is behind it.
console: >
  Amazon Inspector > Findings, filter by "Exploit available", shows what Inspector scans. Amazon ECR > the repository, push the new image;
  then SageMaker AI > Endpoints > Update endpoint.
cli: |
  modelkeep vulnerabilities --all
  aws sagemaker create-model --model-name NAME --execution-role-arn ROLE --primary-container Image=REPOSITORY@DIGEST
  aws sagemaker update-endpoint --endpoint-name ENDPOINT --endpoint-config-name CONFIG
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
