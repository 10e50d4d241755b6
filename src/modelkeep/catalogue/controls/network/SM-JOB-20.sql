/*---
id: SM-JOB-20
title: AutoML jobs run in your VPC
severity: medium
subject: sagemaker_auto_ml_job
why: >
  Outside of your VPC, none of your endpoint policies, flow logs and firewalls sees what an AutoML job reads and
  sends.
fix: >
  A job cannot be changed: start the next one with SecurityConfig.VpcConfig.
maps: {gdpr: [Art.25, "Art.32(1)(b)"], hipaa: ["164.312(a)(1)", "164.312(e)(1)"], mitre-atlas: [AML.T0025]}
references: ["https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_AutoMLSecurityConfig.html"]
notes: >
  Looks at jobs that run now or were started within 90 days of the scan: how an older job ran cannot be changed
  any more.
---*/
select arn as resource,
       len(subnets) > 0 as passed,
       if(len(subnets) > 0, 'runs in ' || array_to_string(subnets, ', '), 'no VpcConfig') as reason
from sagemaker_auto_ml_job
where is_recent_job(status, creation_time, collected_at)

/*---
attack: >
  The job reads the table with all its columns over public addresses, so the bucket must accept requests from outside
  of your network. Stolen keys then read it from anywhere.
console: >
  Amazon SageMaker AI Studio > AutoML > Create AutoML experiment, Advanced settings, Security, choose a VPC, subnets
  and security groups.
cli: |
  aws sagemaker create-auto-ml-job-v2 --cli-input-json file://job.json \
    --security-config 'VpcConfig={SecurityGroupIds=[SG],Subnets=[SUBNET]}'
cloudformation: >
  CloudFormation has no resource for AutoML jobs; set it in the code that starts them, or use the CLI.
terraform: >
  The AWS provider has no resource for AutoML jobs; set it in the code that starts them, or use the CLI.
---*/
