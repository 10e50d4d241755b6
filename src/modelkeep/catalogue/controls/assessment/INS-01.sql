/*---
id: INS-01
title: Inspector looks for known vulnerabilities in hosts, images and functions
severity: high
subject: scope_region
why: >
  Model servers are stacks of fast-moving packages (CUDA, PyTorch, web servers) in which holes are found every week. Who does not
  scan does not know which of them are open.
fix: Activate Amazon Inspector in every region for EC2, ECR and Lambda, best for the whole organisation with automatic activation.
maps:
  gdpr: ["Art.32(1)(d)"]
  hipaa: ["164.308(a)(1)(ii)(A)", "164.308(a)(8)"]
  aws-fsbp: [Inspector.1, Inspector.2, Inspector.4]
  nist-ai-rmf: ["MEASURE 2.7"]
  soc2: ["CC7.1"]
  mitre-atlas: [AML.M0016]
profiles: [baseline]
peers: {prowler: [inspector2_is_enabled], securityhub: [Inspector.1, Inspector.2, Inspector.4]}
references: ["https://docs.aws.amazon.com/inspector/latest/user/activate-scans.html"]
notes: Every scanned region counts. Lambda code scanning is offered in few regions and is not asked for.
---*/
with status as (
    select arn, unnest(['EC2 scanning', 'ECR scanning', 'Lambda scanning']) as scan, unnest([ec2, ecr, lambda_functions]) as status
    from inspector2_account_status
)
select r.arn as resource, s.status = 'ENABLED' as passed,
       coalesce(s.scan || ' is ' || lower(s.status), 'the status was not read') as reason,
       [s.arn] as uses
from scope_region r left join status s on s.arn = r.arn
where is_offered('inspector2:BatchGetAccountStatus', r.account, r.region)

/*---
attack: >
  An attacker sends a request that uses a published hole in the model server or in a library of its image. The hole was in
  the databases for months; nobody compared the images with them.
console: >
  Amazon Inspector > Activate Inspector in the region. Then Account management, and activate EC2 scanning, ECR scanning and
  Lambda standard scanning for each account.
cli: |
  aws inspector2 enable --resource-types EC2 ECR LAMBDA --region REGION
cloudformation: >
  CloudFormation has no resource that activates Amazon Inspector; use the CLI.
terraform: |
  data "aws_caller_identity" "current" {}

  resource "aws_inspector2_enabler" "this" {
    account_ids    = [data.aws_caller_identity.current.account_id]
    resource_types = ["EC2", "ECR", "LAMBDA"]
  }
---*/
