/*---
id: SM-JOB-15-WORKFORCE
title: Labelers and reviewers sign in from your networks only
severity: medium
subject: sagemaker_workforce
why: >
  A worker's password opens the data that is to be labelled. With a list of addresses it is worth nothing outside of your
  offices and networks.
fix: Give the workforce the address ranges of your networks (SourceIpConfig), or let it work through a VPC (WorkforceVpcConfig).
maps: {gdpr: ["Art.32(1)(b)"], hipaa: ["164.312(a)(1)"], soc2: ["CC6.6"]}
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/sms-workforce-management-private-api.html
---*/
select arn as resource,
       vpc_id <> '' or (len(source_ip_cidrs) > 0
           and not list_bool_or(list_transform(source_ip_cidrs, lambda c: regexp_matches(c, '/[0-7]$')))) as passed,
       case when vpc_id <> '' then 'workers come through ' || vpc_id
            when len(source_ip_cidrs) = 0 then 'workers may sign in from anywhere'
            else 'workers may sign in from ' || array_to_string(source_ip_cidrs, ', ') end as reason
from sagemaker_workforce

/*---
attack: >
  A labeler's password leaks or is guessed; the attacker signs in at the workers' portal from home and pages through the data
  set task by task.
console: >
  SageMaker AI > Labeling workforces > Private, Workforce summary, edit the allowlisted IP addresses.
cli: |
  aws sagemaker update-workforce --workforce-name default --source-ip-config Cidrs=198.51.100.0/24
cloudformation: CloudFormation has no resource for workforces; use the CLI.
terraform: |
  resource "aws_sagemaker_workforce" "this" {
    workforce_name = "default"
    cognito_config {
      client_id = aws_cognito_user_pool_client.this.id
      user_pool = aws_cognito_user_pool.this.id
    }
    source_ip_config {
      cidrs = ["198.51.100.0/24"]
    }
  }
---*/
