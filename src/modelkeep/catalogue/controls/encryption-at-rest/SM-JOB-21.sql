/*---
id: SM-JOB-21
title: AutoML jobs encrypt volumes and models with a key of your own
severity: medium
subject: sagemaker_auto_ml_job
why: >
  Without a key of your own you cannot revoke access to training data and models in one place, nor see in one log
  who read it.
fix: >
  A job cannot be changed: start the next one with OutputDataConfig.KmsKeyId and SecurityConfig.VolumeKmsKeyId.
maps: {gdpr: ["Art.32(1)(a)"], hipaa: ["164.312(a)(2)(iv)"]}
references: ["https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_AutoMLSecurityConfig.html"]
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
             is_own_key(j.volume_kms_key_id, vk.arn, vk.key_manager) as volume_own,
             list_filter([ok.arn, vk.arn], lambda key: key is not null) as uses
      from sagemaker_auto_ml_job j
      left join kms_key ok on ok.arn = kms_key_arn(j.output_kms_key_id, j.account, j.region)
      left join kms_key vk on vk.arn = kms_key_arn(j.volume_kms_key_id, j.account, j.region))

/*---
attack: >
  AutoML leaves many candidate models and the prepared training data in a bucket. A role with s3:GetObject on everything
  leaks and takes them home; no key of yours stands in between.
console: >
  Start the job with the CLI or an SDK, where volumes and output take a key each. A job that ran cannot be changed.
cli: |
  aws sagemaker create-auto-ml-job-v2 --auto-ml-job-name NAME --role-arn ROLE \
    --auto-ml-job-input-data-config 'ChannelType=training,ContentType="text/csv;header=present",DataSource={S3DataSource={S3DataType=S3Prefix,S3Uri=s3://BUCKET/train}}' \
    --auto-ml-problem-type-config 'TabularJobConfig={TargetAttributeName=label}' \
    --output-data-config S3OutputPath=s3://BUCKET/out,KmsKeyId=KEY_ARN \
    --security-config VolumeKmsKeyId=KEY_ARN
cloudformation: >
  CloudFormation has no resource for AutoML jobs; use the CLI.
terraform: >
  The AWS provider has no resource for AutoML jobs; use the CLI.
---*/
