/*---
id: SM-JOB-03
title: Training jobs encrypt volumes and models with a key of your own
severity: high
subject: sagemaker_training_job
why: >
  Without a key of your own you cannot revoke access to training data and model in one place, nor see in one log
  who read it.
fix: >
  A job cannot be changed: start the next one with ResourceConfig.VolumeKmsKeyId and OutputDataConfig.KmsKeyId
  naming a customer managed key; copy the model that is there over itself with that key.
maps: {gdpr: ["Art.32(1)(a)"], hipaa: ["164.312(a)(2)(iv)"], soc2: ["CC6.1"]}
peers: {prowler: [sagemaker_training_jobs_volume_and_output_encryption_enabled]}
references: ["https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ResourceConfig.html"]
---*/
select arn as resource,
       output_own and volume_own as passed,
       case when output_own and volume_own then 'volumes and output are encrypted with keys of your own'
            else nullif(concat_ws('; ', case when not output_own then 'output is not encrypted with a key of your own' end,
                                        case when not volume_own then 'volumes are not encrypted with a key of your own' end), '')
       end as reason,
       uses
from (select j.arn,
             is_own_key(j.output_kms_key_id, ok.arn, ok.key_manager) as output_own,
             is_own_key(j.volume_kms_key_id, vk.arn, vk.key_manager)
                 or have_local_storage(j.instance_types) or j.instance_count = 0 as volume_own,
             list_filter([ok.arn, vk.arn], lambda key: key is not null) as uses
      from sagemaker_training_job j
      left join kms_key ok on ok.arn = kms_key_arn(j.output_kms_key_id, j.account, j.region)
      left join kms_key vk on vk.arn = kms_key_arn(j.volume_kms_key_id, j.account, j.region))

/*---
attack: >
  A role with s3:GetObject on everything leaks and takes the finished model home. There is no key of yours that would ask
  for one more permission, and none that you could disable.
console: >
  SageMaker AI > Training jobs > Create training job, "Encryption key" under Resource configuration and under Output data
  configuration: choose a customer managed key.
cli: |
  aws sagemaker create-training-job --training-job-name NAME --role-arn ROLE \
    --algorithm-specification TrainingImage=IMAGE,TrainingInputMode=File \
    --resource-config InstanceType=ml.m5.xlarge,InstanceCount=1,VolumeSizeInGB=50,VolumeKmsKeyId=KEY_ARN \
    --output-data-config S3OutputPath=s3://BUCKET/models,KmsKeyId=KEY_ARN \
    --stopping-condition MaxRuntimeInSeconds=86400
cloudformation: >
  CloudFormation has no resource for training jobs; use the CLI.
terraform: |
  resource "aws_sagemaker_training_job" "this" {
    resource_config {
      volume_kms_key_id = aws_kms_key.this.arn
    }
    output_data_config {
      s3_output_path = "s3://${aws_s3_bucket.models.id}/models"
      kms_key_id     = aws_kms_key.this.arn
    }
  }
---*/
