/*---
id: SM-JOB-06
title: Processing jobs encrypt volumes and output with a key of your own
severity: medium
subject: sagemaker_processing_job
why: >
  Without a key of your own you cannot revoke access to prepared training data in one place, nor see in one log
  who read it.
fix: >
  A job cannot be changed: start the next one with VolumeKmsKeyId in its ClusterConfig and KmsKeyId in its
  ProcessingOutputConfig.
maps: {gdpr: ["Art.32(1)(a)"], hipaa: ["164.312(a)(2)(iv)"]}
references: ["https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProcessingClusterConfig.html"]
---*/
select arn as resource,
       output_own and volume_own as passed,
       case when output_own and volume_own then 'volumes and output are encrypted with keys of your own'
            else nullif(concat_ws('; ', case when not output_own then 'output is not encrypted with a key of your own' end,
                                        case when not volume_own then 'volumes are not encrypted with a key of your own' end), '')
       end as reason,
       uses
from (select j.arn,
             is_own_key(j.output_kms_key_id, ok.arn, ok.key_manager) or coalesce(len(o.uris), 0) = 0 as output_own,
             is_own_key(j.volume_kms_key_id, vk.arn, vk.key_manager) or have_local_storage(j.instance_types) as volume_own,
             list_filter([ok.arn, vk.arn], lambda key: key is not null) as uses
      from sagemaker_processing_job j
      left join (select arn, list(s3_uri) filter (where s3_uri <> '') as uris
                 from sagemaker_processing_job_output group by arn) o on o.arn = j.arn
      left join kms_key ok on ok.arn = kms_key_arn(j.output_kms_key_id, j.account, j.region)
      left join kms_key vk on vk.arn = kms_key_arn(j.volume_kms_key_id, j.account, j.region))

/*---
attack: >
  A processing job writes training data that is clean and complete, the best there is to steal. A role with s3:GetObject
  on everything is enough, because S3 decrypts for every reader.
console: >
  SageMaker AI > Processing jobs > Create processing job: choose a customer managed key as encryption key of the volume and
  of the output. A job that ran cannot be changed.
cli: |
  aws sagemaker create-processing-job --processing-job-name NAME --role-arn ROLE \
    --app-specification ImageUri=IMAGE \
    --processing-resources 'ClusterConfig={InstanceType=ml.m5.xlarge,InstanceCount=1,VolumeSizeInGB=50,VolumeKmsKeyId=KEY_ARN}' \
    --processing-output-config 'KmsKeyId=KEY_ARN,Outputs=[{OutputName=train,S3Output={S3Uri=s3://BUCKET/train,LocalPath=/opt/ml/processing/output,S3UploadMode=EndOfJob}}]'
cloudformation: |
  Type: AWS::SageMaker::ProcessingJob
  Properties:
    ProcessingResources:
      ClusterConfig:
        VolumeKmsKeyId: !GetAtt Key.Arn
    ProcessingOutputConfig:
      KmsKeyId: !GetAtt Key.Arn
terraform: |
  resource "awscc_sagemaker_processing_job" "this" {
    processing_resources = {
      cluster_config = {
        volume_kms_key_id = aws_kms_key.this.arn
      }
    }
    processing_output_config = {
      kms_key_id = aws_kms_key.this.arn
    }
  }
---*/
