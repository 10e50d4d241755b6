/*---
id: SM-JOB-08
title: Tuning jobs start training jobs that encrypt volumes and models with a key of your own
severity: medium
subject: sagemaker_hyper_parameter_tuning_job
why: >
  Without a key of your own you cannot revoke access to training data and models in one place, nor see in one log
  who read it.
fix: >
  A job cannot be changed: start the next one with VolumeKmsKeyId and OutputDataConfig.KmsKeyId in each training
  job definition.
maps: {gdpr: ["Art.32(1)(a)"], hipaa: ["164.312(a)(2)(iv)"]}
references: ["https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_HyperParameterTuningResourceConfig.html"]
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
             is_own_key(j.volume_kms_key_id, vk.arn, vk.key_manager) or have_local_storage(j.instance_types) as volume_own,
             list_filter([ok.arn, vk.arn], lambda key: key is not null) as uses
      from sagemaker_hyper_parameter_tuning_job_training_job_definition j
      left join kms_key ok on ok.arn = kms_key_arn(j.output_kms_key_id, j.account, j.region)
      left join kms_key vk on vk.arn = kms_key_arn(j.volume_kms_key_id, j.account, j.region))

/*---
attack: >
  A tuning job leaves dozens of models in a bucket, one per trial. A role with s3:GetObject on everything leaks and takes
  the best of them home; no key of yours stands in between.
console: >
  SageMaker AI > Hyperparameter tuning jobs > Create, in each training job definition choose a customer managed key for
  the instances' volumes and for the output data.
cli: |
  # In tuning.json, each training job definition has "ResourceConfig": {"VolumeKmsKeyId": "KEY_ARN", ...} (or the same in
  # "HyperParameterTuningResourceConfig") and "OutputDataConfig": {"KmsKeyId": "KEY_ARN", ...}.
  aws sagemaker create-hyper-parameter-tuning-job --cli-input-json file://tuning.json
cloudformation: >
  CloudFormation has no resource for tuning jobs; use the CLI.
terraform: |
  resource "aws_sagemaker_hyper_parameter_tuning_job" "this" {
    training_job_definition {
      resource_config {
        volume_kms_key_id = aws_kms_key.this.arn
      }
      output_data_config {
        s3_output_path = "s3://${aws_s3_bucket.models.id}/tuning"
        kms_key_id     = aws_kms_key.this.arn
      }
    }
  }
---*/
