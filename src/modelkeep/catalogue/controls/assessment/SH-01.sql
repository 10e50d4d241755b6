/*---
id: SH-01
title: Security Hub checks the account against AWS's best practices
severity: medium
subject: scope_region
complete: [securityhub_hub, securityhub_hub_standard]
why: Nobody reads the findings of five services in five consoles. Security Hub brings them to one place and checks the basics daily.
fix: Enable Security Hub CSPM in every region with the AWS Foundational Security Best Practices standard.
maps:
  gdpr: ["Art.32(1)(d)"]
  hipaa: ["164.308(a)(1)(ii)(D)", "164.308(a)(8)"]
  cis-aws-3.0: ["4.16"]
  cis-aws-5.0: ["4.16"]
  cis-aws-7.0: ["5.16"]
  nist-ai-rmf: ["MEASURE 2.7", "MEASURE 3.1"]
  soc2: ["CC7.1", "CC4.1"]
peers: {prowler: [securityhub_enabled], config: [securityhub-enabled]}
references: ["https://docs.aws.amazon.com/securityhub/latest/userguide/fsbp-standard.html"]
notes: Every scanned region counts.
---*/
with standard as (
    select h.arn, h.account, h.region,
           any_true(s.arn is not null and s.standards_arn like '%/aws-foundational-security-best-practices/%'
                    and s.status = 'READY') as ready
    from securityhub_hub h left join securityhub_hub_standard s on s.arn = h.arn
    group by h.arn, h.account, h.region
)
select r.arn as resource,
       case when s.arn is null then false else s.ready end as passed,
       case when s.arn is null then 'Security Hub is not enabled'
            when s.ready then 'Foundational Security Best Practices is enabled'
            else 'Foundational Security Best Practices is not enabled, or not ready' end as reason,
       [s.arn] as uses
from scope_region r left join standard s on s.account = r.account and s.region = r.region
where is_offered('securityhub:DescribeHub', r.account, r.region)

/*---
attack: >
  A public bucket, a trail that was stopped, a key that is about to be deleted: each is a plain mistake that scanners on
  the internet find within hours. Without daily checks they find it before you do.
console: >
  Security Hub CSPM > Settings or Security standards, enable Security Hub CSPM in the region and then "AWS Foundational
  Security Best Practices".
cli: |
  aws securityhub enable-security-hub --no-enable-default-standards --region REGION
  aws securityhub batch-enable-standards --region REGION --standards-subscription-requests \
    StandardsArn=arn:aws:securityhub:REGION::standards/aws-foundational-security-best-practices/v/1.0.0
cloudformation: |
  Hub:
    Type: AWS::SecurityHub::Hub
    Properties:
      EnableDefaultStandards: false
  BestPractices:
    Type: AWS::SecurityHub::Standard
    DependsOn: Hub
    Properties:
      StandardsArn: !Sub arn:${AWS::Partition}:securityhub:${AWS::Region}::standards/aws-foundational-security-best-practices/v/1.0.0
terraform: |
  data "aws_region" "current" {}

  resource "aws_securityhub_account" "this" {
    enable_default_standards = false
  }

  resource "aws_securityhub_standards_subscription" "best_practices" {
    standards_arn = "arn:aws:securityhub:${data.aws_region.current.id}::standards/aws-foundational-security-best-practices/v/1.0.0"
    depends_on    = [aws_securityhub_account.this]
  }
---*/
