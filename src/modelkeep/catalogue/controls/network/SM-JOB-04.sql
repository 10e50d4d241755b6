/*---
id: SM-JOB-04
title: Training jobs run in your VPC
severity: high
subject: sagemaker_training_job
why: >
  Outside of your VPC, none of your endpoint policies, flow logs and firewalls sees what a training job reads and
  sends.
fix: >
  A job cannot be changed: start the next one with VpcConfig: private subnets that have the VPC endpoints it
  needs.
maps: {gdpr: [Art.25, "Art.32(1)(b)"], hipaa: ["164.312(a)(1)", "164.312(e)(1)"], mitre-atlas: [AML.T0025]}
peers: {prowler: [sagemaker_training_jobs_vpc_settings_configured]}
references: ["https://docs.aws.amazon.com/sagemaker/latest/dg/train-vpc.html"]
notes: >
  Looks at jobs that run now or were started within 90 days of the scan: how an older job ran cannot be changed
  any more. Serverless jobs run AWS's code on AWS's instances and are left out.
---*/
select arn as resource,
       len(subnets) > 0 as passed,
       if(len(subnets) > 0, 'runs in ' || array_to_string(subnets, ', '), 'no VpcConfig') as reason
from sagemaker_training_job
where is_recent_job(status, creation_time, collected_at) and coalesce(base_model_arn = '', true)

/*---
attack: >
  The job reads its data over public addresses, so the bucket must accept requests from outside of your network.
  Stolen keys of the job's role then read the data from anywhere.
console: >
  Amazon SageMaker AI > Training jobs > Create training job, Network, choose a VPC, its private subnets and a security
  group.
cli: |
  aws sagemaker create-training-job --cli-input-json file://job.json --vpc-config SecurityGroupIds=SG,Subnets=SUBNET
cloudformation: >
  CloudFormation has no resource for training jobs; set it in the code that starts them, or use the CLI.
terraform: |
  resource "aws_sagemaker_training_job" "this" {
    vpc_config {
      security_group_ids = [aws_security_group.training.id]
      subnets            = [aws_subnet.private.id]
    }
  }
---*/
