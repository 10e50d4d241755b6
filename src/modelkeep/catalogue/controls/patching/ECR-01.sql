/*---
id: ECR-01
title: Images of models are scanned for known vulnerabilities
severity: high
subject: ecr_repository
scope: ai
why: >
  Images of models carry hundreds of packages, many of them old. Without a scan nobody learns that the serving framework
  has a hole through which a request becomes code.
fix: >
  Turn on enhanced scanning for the registry with a continuous rule for these repositories, or at least scan on push.
maps:
  gdpr: ["Art.32(1)(d)"]
  hipaa: ["164.308(a)(1)(ii)(A)"]
  aws-fsbp: [ECR.1]
  nist-ai-rmf: ["MEASURE 2.7"]
  iso-42001: [A.4.4]
  soc2: ["CC7.1"]
  mitre-atlas: [AML.T0010, AML.M0016]
  owasp-llm: [LLM03]
profiles: [baseline]
peers: {prowler: [ecr_repositories_scan_images_on_push_enabled, ecr_registry_enhanced_scanning_enabled], securityhub: [ECR.1], checkov: [CKV_AWS_163], config: [ecr-private-image-scanning-enabled]}
references: ["https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html"]
notes: >
  With enhanced scanning only the registry's rules count. A filter without * matches names that contain it
  (https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-filters.html).
---*/
with scanning as (
    select r.arn, any_value(c.arn) as registry, any_value(c.scan_type) as scan_type,
           any_true(case when f.arn is null then false
                         else f.scan_frequency in ('SCAN_ON_PUSH', 'CONTINUOUS_SCAN')
                              and case when f.repository_filter like '%*%' then r.name glob f.repository_filter
                                       else contains(r.name, f.repository_filter) end end) as by_rule
    from ecr_repository r
         left join ecr_registry_scanning_configuration c on c.account = r.account and c.region = r.region
         left join ecr_registry_scanning_configuration_rule f on f.arn = c.arn
    group by r.arn
)
select r.arn as resource,
       case s.scan_type when 'ENHANCED' then s.by_rule
                        when 'BASIC' then r.scan_on_push or s.by_rule
                        else case when not r.scan_on_push then null end end as passed,
       case when passed then 'scanned, type ' || lower(s.scan_type)
            when s.scan_type = 'ENHANCED' then 'no rule of the registry''s enhanced scanning matches the repository'
            else 'neither scan on push nor a rule of the registry' end as reason,
       [s.registry] as uses
from ecr_repository r join scanning s on s.arn = r.arn

/*---
attack: >
  The serving framework in the image has a hole through which a request becomes code. Attackers try it on every model
  endpoint that they find; you never learned that your image has it.
console: >
  Amazon ECR > Private registry > Settings > Scanning configuration, Edit, Enhanced scanning, "Continuously scan all
  repositories".
cli: |
  aws ecr put-registry-scanning-configuration --scan-type ENHANCED --rules \
    '[{"scanFrequency": "CONTINUOUS_SCAN", "repositoryFilters": [{"filter": "*", "filterType": "WILDCARD"}]}]'
cloudformation: |
  Type: AWS::ECR::RegistryScanningConfiguration
  Properties:
    ScanType: ENHANCED
    Rules:
      - ScanFrequency: CONTINUOUS_SCAN
        RepositoryFilters:
          - Filter: "*"
            FilterType: WILDCARD
terraform: |
  resource "aws_ecr_registry_scanning_configuration" "this" {
    scan_type = "ENHANCED"

    rule {
      scan_frequency = "CONTINUOUS_SCAN"
      repository_filter {
        filter      = "*"
        filter_type = "WILDCARD"
      }
    }
  }
---*/
