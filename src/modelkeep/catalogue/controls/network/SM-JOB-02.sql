/*---
id: SM-JOB-02
title: Training jobs have no network access
severity: high
subject: sagemaker_training_job
why: >
  Training code and the packages that it loads see all training data. With network access, one poisoned package
  sends the data and the model away.
fix: >
  A job cannot be changed: start the next one with EnableNetworkIsolation=true; SageMaker still moves data and
  model between S3 and the container.
maps:
  gdpr: [Art.25, "Art.32(1)(b)"]
  hipaa: ["164.312(a)(1)", "164.312(e)(1)"]
  soc2: ["CC6.6"]
  mitre-atlas: [AML.T0025]
peers: {prowler: [sagemaker_training_jobs_network_isolation_enabled]}
references: ["https://docs.aws.amazon.com/sagemaker/latest/dg/mkt-algo-model-internet-free.html"]
notes: >
  Looks at jobs that run now or were started within 90 days of the scan: how an older job ran cannot be changed
  any more. Serverless jobs run AWS's code on AWS's instances and are left out.
---*/
select arn as resource,
       enable_network_isolation as passed,
       'network isolation is ' || if(enable_network_isolation, 'on', 'off') as reason
from sagemaker_training_job
where is_recent_job(status, creation_time, collected_at) and coalesce(base_model_arn = '', true)

/*---
attack: >
  A poisoned library in the training image sends the training data to a server of the attacker while the job runs. In
  an isolated container that connection is refused.
console: >
  Amazon SageMaker AI > Training jobs > Create training job, Network, turn on "Enable network isolation".
cli: |
  aws sagemaker create-training-job --cli-input-json file://job.json --enable-network-isolation
cloudformation: >
  CloudFormation has no resource for training jobs; set it in the code that starts them, or use the CLI.
terraform: |
  resource "aws_sagemaker_training_job" "this" {
    enable_network_isolation = true
  }
---*/
