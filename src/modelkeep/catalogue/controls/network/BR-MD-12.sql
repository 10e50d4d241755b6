/*---
id: BR-MD-12
title: Jobs that import models reach their data through a VPC of yours
severity: medium
subject: bedrock_model_import_job
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
from bedrock_model_import_job
where status is null or status in ('InProgress', 'Completed')

/*---
attack: >
  Stolen keys of the job's role read the model files from anywhere, because the bucket must let requests in that do
  not come from your network.
console: >
  Amazon Bedrock > Imported models > Import model, VPC settings, choose a VPC, subnets and security groups.
cli: |
  aws bedrock create-model-import-job --job-name NAME --imported-model-name MODEL --role-arn ROLE \
    --model-data-source 's3DataSource={s3Uri=s3://BUCKET/model/}' --vpc-config subnetIds=SUBNET,securityGroupIds=SG
cloudformation: >
  CloudFormation has no resource for model import jobs; use the CLI.
terraform: >
  The AWS provider has no resource for model import jobs; use the CLI.
---*/
