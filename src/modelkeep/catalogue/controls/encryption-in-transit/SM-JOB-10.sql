/*---
id: SM-JOB-10
title: AutoML jobs encrypt the traffic between their containers
severity: medium
subject: sagemaker_auto_ml_job
why: >
  AutoML spreads your data over containers of its own choosing. Unencrypted, what they exchange can be read on the
  way.
fix: >
  A job cannot be changed: start the next one with SecurityConfig.EnableInterContainerTrafficEncryption=true.
maps: {gdpr: ["Art.32(1)(a)"], hipaa: ["164.312(e)(1)", "164.312(e)(2)(ii)"], soc2: ["CC6.7"]}
references: ["https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_AutoMLSecurityConfig.html"]
notes: >
  Looks at jobs that run now or were started within 90 days of the scan: how an older job ran cannot be changed
  any more.
---*/
select arn as resource,
       enable_inter_container_traffic_encryption as passed,
       'inter-container traffic encryption is ' || if(enable_inter_container_traffic_encryption, 'on', 'off') as reason
from sagemaker_auto_ml_job
where is_recent_job(status, creation_time, collected_at)

/*---
attack: >
  The containers of an AutoML job exchange your table and the candidate models. Somebody who can listen on the network
  between them reads both.
console: >
  Amazon SageMaker AI Studio > AutoML > Create AutoML experiment, Advanced settings, Security, turn on encryption of
  inter-container traffic.
cli: |
  aws sagemaker create-auto-ml-job-v2 --cli-input-json file://job.json \
    --security-config EnableInterContainerTrafficEncryption=true
cloudformation: >
  CloudFormation has no resource for AutoML jobs; set it in the code that starts them, or use the CLI.
terraform: >
  The AWS provider has no resource for AutoML jobs; set it in the code that starts them, or use the CLI.
---*/
