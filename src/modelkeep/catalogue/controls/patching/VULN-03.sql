/*---
id: VULN-03
title: Images that serve models were built within the last 180 days
severity: medium
subject: sagemaker_endpoint
also: [ecs_service]
why: >
  An image holds the packages of the day on which it was built. One that nobody built anew for half a year has missed all fixes since, also
  those of holes that nobody has published.
fix: Build the image anew from a current base at least every month, and deploy it by its digest.
maps:
  gdpr: ["Art.32(1)(d)"]
  hipaa: ["164.308(a)(5)(ii)(B)"]
  iso-42001: [A.6.2.6]
  soc2: ["CC7.1"]
  mitre-atlas: [AML.T0010, AML.M0016]
references:
  - https://github.com/opencontainers/image-spec/blob/main/config.md
notes: >
  The age is what the image says of itself. Images that are built reproducibly tell a made-up day, often in 1970 or 1980: UNKNOWN. Needs
  `modelkeep scan --vulnerabilities`.
---*/
with runner(arn) as (
    select arn from sagemaker_endpoint
    union
    select c.arn from ecs_service c join component_use u on u.runner = c.arn
)
select r.arn as resource,
       case when s.created_at >= '1981-01-01' then s.created_at >= s.looked_at - interval 180 day end as passed,
       coalesce(s.subject, nullif(u.arn, '') || ' was not looked into', 'which image it runs was not read')
           || case when s.arn is null then ''
                   when s.created_at >= '1981-01-01'
                   then ' was built ' || s.created_at::date || ', ' || date_diff('day', s.created_at, s.looked_at) || ' days ago'
                   else ' does not tell when it was built' end as reason,
       [u.model] as uses
from runner r
left join component_use u on u.runner = r.arn and u.arn not like 'arn:%:s3:%'
left join component_scan s on s.arn = u.arn

/*---
attack: >
  The attacker looks for images with last year's base: the version of the web server in the answer's header tells. Their list of holes since
  then is long.
console: >
  Amazon ECR > the repository shows when images were pushed. Rebuild from a current base and push; then SageMaker AI > Endpoints > Update
  endpoint.
cli: |
  aws ecr describe-images --repository-name REPOSITORY --query 'imageDetails[].[imageTags[0],imagePushedAt]'
  aws sagemaker update-endpoint --endpoint-name ENDPOINT --endpoint-config-name CONFIG
cloudformation: |
  Type: AWS::SageMaker::Model
  Properties:
    ExecutionRoleArn: !GetAtt Role.Arn
    PrimaryContainer:
      Image: !Sub "${Repository.RepositoryUri}@${RebuiltDigest}"
terraform: |
  resource "aws_sagemaker_model" "this" {
    name               = "fraud"
    execution_role_arn = aws_iam_role.this.arn
    primary_container {
      image = "${aws_ecr_repository.this.repository_url}@${var.rebuilt_digest}"
    }
  }
---*/
