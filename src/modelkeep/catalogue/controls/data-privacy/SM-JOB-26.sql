/*---
id: SM-JOB-26
title: Data captured by transform jobs is encrypted with a key of your own
severity: medium
subject: sagemaker_transform_job
why: >
  Captured requests and answers hold personal data word for word. Without a key of your own you cannot revoke
  access to them in one place, nor see in one log who read it.
fix: >
  A job cannot be changed: start the next one with DataCaptureConfig.KmsKeyId naming a customer managed key.
maps: {gdpr: [Art.25, "Art.32(1)(a)"], hipaa: ["164.312(a)(2)(iv)"]}
references: ["https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_BatchDataCaptureConfig.html"]
---*/
select j.arn as resource,
       is_own_key(j.data_capture_kms_key_id, k.arn, k.key_manager) as passed,
       'captured data in ' || j.data_capture_s3_uri || if(passed, ' is encrypted with ' || j.data_capture_kms_key_id,
           ' is not encrypted with a key of your own') as reason,
       list_filter([k.arn], lambda key: key is not null) as uses
from sagemaker_transform_job j
left join kms_key k on k.arn = kms_key_arn(j.data_capture_kms_key_id, j.account, j.region)
where coalesce(j.data_capture_s3_uri <> '', true)

/*---
attack: >
  A reader of the capture bucket downloads requests and answers of the batch word for word. S3 decrypts them for everybody
  who may read; there is no key that you could take away.
console: >
  A job that ran cannot be changed. Start the next one with the CLI or an SDK, whose data capture setting takes a key.
cli: |
  aws sagemaker create-transform-job --transform-job-name NAME --model-name MODEL \
    --transform-input 'DataSource={S3DataSource={S3DataType=S3Prefix,S3Uri=s3://BUCKET/in}}' \
    --transform-output S3OutputPath=s3://BUCKET/out,KmsKeyId=KEY \
    --transform-resources InstanceType=ml.m5.large,InstanceCount=1,VolumeKmsKeyId=KEY \
    --data-capture-config DestinationS3Uri=s3://BUCKET/captured,KmsKeyId=KEY
cloudformation: >
  CloudFormation has no resource for transform jobs; use the CLI.
terraform: >
  The AWS provider has no resource for transform jobs; use the CLI.
---*/
