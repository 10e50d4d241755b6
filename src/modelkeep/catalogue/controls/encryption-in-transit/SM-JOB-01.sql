/*---
id: SM-JOB-01
title: Training jobs on several instances encrypt the traffic between them
severity: medium
subject: sagemaker_training_job
why: >
  The instances of a distributed job exchange weights and gradients. Unencrypted, whoever can listen in that
  network can rebuild parts of the model.
fix: >
  A job cannot be changed: start the next one with EnableInterContainerTrafficEncryption=true (SageMaker SDK:
  encrypt_inter_container_traffic=True).
maps: {gdpr: ["Art.32(1)(a)"], hipaa: ["164.312(e)(1)", "164.312(e)(2)(ii)", "164.312(e)(2)(i)"], soc2: ["CC6.7"]}
peers: {prowler: [sagemaker_training_jobs_intercontainer_encryption_enabled]}
references: ["https://docs.aws.amazon.com/sagemaker/latest/dg/train-encrypt.html"]
notes: >
  Looks at jobs that run now or were started within 90 days of the scan: how an older job ran cannot be changed
  any more.
---*/
select arn as resource,
       enable_inter_container_traffic_encryption as passed,
       instance_count || ' instances, inter-container traffic encryption is '
           || if(enable_inter_container_traffic_encryption, 'on', 'off') as reason
from sagemaker_training_job
where is_recent_job(status, creation_time, collected_at) and coalesce(instance_count > 1, true)

/*---
attack: >
  Instances of one training job exchange gradients and weights all the time. Somebody who can listen on the network
  between them, such as an insider or the holder of a hacked host, rebuilds training examples and the model from
  these.
console: >
  Amazon SageMaker AI > Training jobs > Create training job, Network, turn on "Enable inter-container traffic
  encryption".
cli: |
  aws sagemaker create-training-job --cli-input-json file://job.json --enable-inter-container-traffic-encryption
cloudformation: >
  CloudFormation has no resource for training jobs; set it in the code that starts them, or use the CLI.
terraform: |
  resource "aws_sagemaker_training_job" "this" {
    enable_inter_container_traffic_encryption = true
  }
---*/
