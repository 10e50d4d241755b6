/*---
id: SM-JOB-25
title: Training jobs do not allow remote debugging
severity: medium
subject: sagemaker_training_job
why: >
  Remote debugging opens a root shell into the running container for everybody who may start a Systems Manager
  session: with the training data in it and the job's role.
fix: >
  Leave EnableRemoteDebug off; turn it on for one run when you need it (UpdateTrainingJob turns it off on a
  running job).
maps: {gdpr: ["Art.32(1)(b)"], hipaa: ["164.312(a)(1)"]}
references: ["https://docs.aws.amazon.com/sagemaker/latest/dg/train-remote-debugging.html"]
notes: >
  Looks at jobs that run now or were started within 90 days of the scan: how an older job ran cannot be changed
  any more.
---*/
select arn as resource,
       not enable_remote_debug as passed,
       'remote debugging is ' || if(enable_remote_debug, 'on', 'off') as reason
from sagemaker_training_job
where is_recent_job(status, creation_time, collected_at)

/*---
attack: >
  Somebody with stolen keys that allow ssm:StartSession opens a shell in the training container and copies the data
  and the model, or changes what is being trained.
console: >
  Not in the form for training jobs: remote debugging is off unless the SDK or the CLI turns it on (SageMaker SDK:
  disable_remote_debug).
cli: |
  aws sagemaker update-training-job --training-job-name JOB --remote-debug-config EnableRemoteDebug=false
cloudformation: >
  CloudFormation has no resource for training jobs; set it in the code that starts them, or use the CLI.
terraform: |
  resource "aws_sagemaker_training_job" "this" {
    remote_debug_config {
      enable_remote_debug = false
    }
  }
---*/
