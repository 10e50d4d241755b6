/*---
id: SM-JOB-07
title: Transform jobs encrypt volumes and output with a key of your own
severity: medium
subject: sagemaker_transform_job
why: >
  Without a key of your own you cannot revoke access to a model's answers in one place, nor see in one log who
  read it.
fix: >
  A job cannot be changed: start the next one with TransformResources.VolumeKmsKeyId and TransformOutput.KmsKeyId
  naming a customer managed key.
maps: {gdpr: ["Art.32(1)(a)"], hipaa: ["164.312(a)(2)(iv)"]}
references: ["https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TransformResources.html"]
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
             is_own_key(j.volume_kms_key_id, vk.arn, vk.key_manager) or has_local_storage(j.instance_type) as volume_own,
             list_filter([ok.arn, vk.arn], lambda key: key is not null) as uses
      from sagemaker_transform_job j
      left join kms_key ok on ok.arn = kms_key_arn(j.output_kms_key_id, j.account, j.region)
      left join kms_key vk on vk.arn = kms_key_arn(j.volume_kms_key_id, j.account, j.region))

/*---
attack: >
  The job's output is a list of customers with what the model says about each. A role with s3:GetObject on everything is
  enough to read it, because S3 decrypts for every reader.
console: >
  SageMaker AI > Batch transform jobs > Create batch transform job, "Encryption key" of the job's instances and under
  Output data configuration: choose a customer managed key.
cli: |
  aws sagemaker create-transform-job --transform-job-name NAME --model-name MODEL \
    --transform-input 'DataSource={S3DataSource={S3DataType=S3Prefix,S3Uri=s3://BUCKET/in}}' \
    --transform-output S3OutputPath=s3://BUCKET/out,KmsKeyId=KEY_ARN \
    --transform-resources InstanceType=ml.m5.large,InstanceCount=1,VolumeKmsKeyId=KEY_ARN
cloudformation: >
  CloudFormation has no resource for transform jobs; use the CLI.
terraform: >
  The AWS provider has no resource for transform jobs; use the CLI.
---*/
