/*---
id: BR-MD-04
title: Jobs that customize models reach their data through a VPC of yours
severity: medium
subject: bedrock_model_customization_job
why: Without a VPC of yours, no endpoint policy and no flow log stands between the job's role and every bucket that it may read.
fix: Name vpcConfig (subnets and security groups) in the next job. Past jobs stay in the list; suppress those that you looked into.
maps:
  gdpr: ["Art.32(1)(b)"]
  hipaa: ["164.312(e)(1)"]
  mitre-atlas: [AML.T0025]
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/custom-model-job-access-security.html#vpc-model-customization"]
notes: Jobs that failed or were stopped made no model and are left out.
---*/
select arn as resource,
       len(subnet_ids) > 0 as passed,
       case when passed then 'ran in ' || array_to_string(subnet_ids, ', ') else 'ran outside of your networks' end as reason
from bedrock_model_customization_job
where status is null or status in ('InProgress', 'Completed')

/*---
attack: >
  Stolen keys of the job's role read the training data from anywhere, because the bucket must let requests in that do
  not come from your network.
console: >
  Amazon Bedrock > Custom models > Customize model > the kind of job, VPC settings, choose a VPC, subnets and security
  groups.
cli: |
  aws bedrock create-model-customization-job --job-name NAME --custom-model-name MODEL --role-arn ROLE \
    --base-model-identifier BASE_MODEL --training-data-config s3Uri=s3://BUCKET/train.jsonl \
    --output-data-config s3Uri=s3://BUCKET/out/ --vpc-config subnetIds=SUBNET,securityGroupIds=SG
cloudformation: >
  CloudFormation has no resource for model customization jobs; use the CLI.
terraform: |
  resource "aws_bedrock_custom_model" "this" {
    vpc_config {
      subnet_ids         = [aws_subnet.private.id]
      security_group_ids = [aws_security_group.jobs.id]
    }
  }
---*/
