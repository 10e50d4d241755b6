/*---
id: IAM-18
title: Access Analyzer looks for access from outside
severity: medium
subject: scope_region
complete: [accessanalyzer_analyzer]
why: >
  Buckets, keys, roles and repositories get opened to the outside by mistake; without an analyzer nobody is
  told.
fix: >
  Create an external access analyzer in the region, or one for the whole organisation in the account of the
  security team.
maps:
  gdpr: ["Art.32(1)(d)"]
  hipaa: ["164.308(a)(8)"]
  cis-aws-3.0: ["1.20"]
  cis-aws-5.0: ["1.19"]
  cis-aws-7.0: ["2.18"]
  nist-ai-rmf: ["MEASURE 2.7"]
  soc2: ["CC4.1"]
profiles: [baseline]
peers: {prowler: [accessanalyzer_enabled]}
references:
  - https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-28
  - https://docs.aws.amazon.com/IAM/latest/UserGuide/what-is-access-analyzer.html
---*/
select arn as resource,
       watched as passed,
       case when watched then 'an analyzer looks for access from outside'
            when not watched then 'no active analyzer looks for access from outside' end as reason
from (
    select r.arn,
           (select any_true(a.status = 'ACTIVE' and (a.type = 'ORGANIZATION' or (a.type = 'ACCOUNT' and a.account = r.account)))
            from accessanalyzer_analyzer a where a.region = r.region)
           -- an organisation's analyzer may be in an account whose analyzers could not be listed
           or case when exists (select 1 from "read" g where g.call = 'accessanalyzer:ListAnalyzers' and g.region = r.region
                                and g.outcome not in ('ok', 'absent', 'unsupported')) then null else false end as watched
    from scope_region r
)

/*---
attack: >
  Someone adds a foreign account to the policy of a training bucket or of a role and copies the models from there. Without
  an analyzer nothing reports that a door to the outside has opened.
console: >
  IAM > Access Analyzer > Create analyzer, choose external access analysis, with the current account or the whole
  organization as zone of trust. Do this in every region.
cli: |
  aws accessanalyzer create-analyzer --analyzer-name external-access --type ACCOUNT --region REGION
cloudformation: |
  Type: AWS::AccessAnalyzer::Analyzer
  Properties:
    Type: ACCOUNT
terraform: |
  resource "aws_accessanalyzer_analyzer" "this" {
    analyzer_name = "external-access"
    type          = "ACCOUNT"
  }
---*/
