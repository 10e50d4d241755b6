/*---
id: SM-JOB-18
title: Processing jobs have no network access, or run in your VPC
severity: medium
subject: sagemaker_processing_job
why: >
  Processing jobs read raw data. With free network access their code can send it to any host, and nothing of yours
  sees it.
fix: >
  A job cannot be changed: start the next one with NetworkConfig.EnableNetworkIsolation=true, or with a VpcConfig
  where it has to reach other services.
maps: {gdpr: [Art.25, "Art.32(1)(b)"], hipaa: ["164.312(a)(1)", "164.312(e)(1)"], mitre-atlas: [AML.T0025]}
references: ["https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_NetworkConfig.html"]
notes: >
  Looks at jobs that run now or were started within 90 days of the scan: how an older job ran cannot be changed
  any more.
---*/
select arn as resource,
       enable_network_isolation or len(subnets) > 0 as passed,
       case when enable_network_isolation then 'network isolation is on'
            when len(subnets) > 0 then 'runs in ' || array_to_string(subnets, ', ')
            when not enable_network_isolation then 'neither network isolation nor VpcConfig' end as reason
from sagemaker_processing_job
where is_recent_job(status, creation_time, collected_at)

/*---
attack: >
  A processing job holds raw data before anything is removed from it. A poisoned library in its image sends that data
  to the attacker's server.
console: >
  Amazon SageMaker AI > Processing jobs > Create processing job, Network, turn on "Enable network isolation", or
  choose a VPC.
cli: |
  aws sagemaker create-processing-job --cli-input-json file://job.json --network-config EnableNetworkIsolation=true
cloudformation: |
  Type: AWS::SageMaker::ProcessingJob
  Properties:
    NetworkConfig:
      EnableNetworkIsolation: true
terraform: |
  resource "awscc_sagemaker_processing_job" "this" {
    network_config = {
      enable_network_isolation = true
    }
  }
---*/
