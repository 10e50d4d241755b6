/*---
id: SM-JOB-16
title: Processing jobs on several instances encrypt the traffic between them
severity: medium
subject: sagemaker_processing_job
why: >
  A distributed processing job shuffles raw training data between its instances. Unencrypted, whoever can listen
  in that network reads it.
fix: >
  A job cannot be changed: start the next one with NetworkConfig.EnableInterContainerTrafficEncryption=true.
maps: {gdpr: ["Art.32(1)(a)"], hipaa: ["164.312(e)(1)", "164.312(e)(2)(ii)"], soc2: ["CC6.7"]}
references: ["https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_NetworkConfig.html"]
notes: >
  Looks at jobs that run now or were started within 90 days of the scan: how an older job ran cannot be changed
  any more.
---*/
select arn as resource,
       enable_inter_container_traffic_encryption as passed,
       instance_count || ' instances, inter-container traffic encryption is '
           || if(enable_inter_container_traffic_encryption, 'on', 'off') as reason
from sagemaker_processing_job
where is_recent_job(status, creation_time, collected_at) and coalesce(instance_count > 1, true)

/*---
attack: >
  The instances of a processing job exchange raw records before anything is removed from them. Somebody who can listen
  on the network between them reads these.
console: >
  Amazon SageMaker AI > Processing jobs > Create processing job, Network, turn on "Enable inter-container traffic
  encryption".
cli: |
  aws sagemaker create-processing-job --cli-input-json file://job.json \
    --network-config EnableInterContainerTrafficEncryption=true
cloudformation: |
  Type: AWS::SageMaker::ProcessingJob
  Properties:
    NetworkConfig:
      EnableInterContainerTrafficEncryption: true
terraform: |
  resource "awscc_sagemaker_processing_job" "this" {
    network_config = {
      enable_inter_container_traffic_encryption = true
    }
  }
---*/
