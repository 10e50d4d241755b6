/*---
id: SM-MON-14
title: Monitoring jobs for model quality encrypt volumes and reports with a key of your own
severity: medium
subject: sagemaker_model_quality_job_definition
why: >
  Reports and volumes of a model quality monitor hold samples of what people asked your model. Without a key of
  your own you can neither revoke access to them nor see who read them.
fix: >
  Create the definition again with VolumeKmsKeyId and ModelQualityJobOutputConfig.KmsKeyId naming a customer
  managed key.
maps: {gdpr: ["Art.32(1)(a)"], hipaa: ["164.312(a)(2)(iv)"]}
references: ["https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_MonitoringClusterConfig.html"]
---*/
select arn as resource,
       output_own and volume_own as passed,
       case when output_own and volume_own then 'volumes and reports are encrypted with keys of your own'
            else nullif(concat_ws('; ', case when not output_own then 'reports are not encrypted with a key of your own' end,
                                        case when not volume_own then 'volumes are not encrypted with a key of your own' end), '')
       end as reason,
       uses
from (select j.arn,
             is_own_key(j.output_kms_key_id, ok.arn, ok.key_manager) as output_own,
             is_own_key(j.volume_kms_key_id, vk.arn, vk.key_manager) or has_local_storage(j.instance_type) as volume_own,
             list_filter([ok.arn, vk.arn], lambda key: key is not null) as uses
      from sagemaker_model_quality_job_definition j
      left join kms_key ok on ok.arn = kms_key_arn(j.output_kms_key_id, j.account, j.region)
      left join kms_key vk on vk.arn = kms_key_arn(j.volume_kms_key_id, j.account, j.region))

/*---
attack: >
  The monitor joins what people asked with what turned out to be true, and keeps both in reports and on volumes. Whoever may
  read the report bucket reads them, and there is no key of yours to take away.
console: >
  Create the schedule again with the CLI or an SDK: a job definition takes a key for its volumes and one for its reports.
cli: |
  aws sagemaker create-model-quality-job-definition --job-definition-name NAME --role-arn ROLE \
    --model-quality-app-specification ImageUri=MONITOR_IMAGE,ProblemType=BinaryClassification \
    --model-quality-job-input 'EndpointInput={EndpointName=ENDPOINT,LocalPath=/opt/ml/processing/input},GroundTruthS3Input={S3Uri=s3://BUCKET/truth}' \
    --model-quality-job-output-config 'KmsKeyId=KEY_ARN,MonitoringOutputs=[{S3Output={S3Uri=s3://BUCKET/reports,LocalPath=/opt/ml/processing/output}}]' \
    --job-resources 'ClusterConfig={InstanceCount=1,InstanceType=ml.m5.large,VolumeSizeInGB=20,VolumeKmsKeyId=KEY_ARN}'
cloudformation: |
  Type: AWS::SageMaker::ModelQualityJobDefinition
  Properties:
    ModelQualityJobOutputConfig:
      KmsKeyId: !GetAtt Key.Arn
    JobResources:
      ClusterConfig:
        VolumeKmsKeyId: !GetAtt Key.Arn
terraform: |
  resource "awscc_sagemaker_model_quality_job_definition" "this" {
    model_quality_job_output_config = {
      kms_key_id = aws_kms_key.this.arn
    }
    job_resources = {
      cluster_config = {
        volume_kms_key_id = aws_kms_key.this.arn
      }
    }
  }
---*/
