/*---
id: SM-JOB-13
title: Training data comes from buckets of your own accounts
severity: high
subject: sagemaker_training_job
why: >
  Whoever owns the bucket decides what your model learns, today and in the next run. A bucket whose owner gave up
  its name can be registered by a stranger.
fix: >
  Copy the data to a bucket of yours, check it, and train from there. Where the owner is another account of yours,
  include it in the scan.
maps:
  gdpr: ["Art.5(1)(f)", "Art.32(1)(b)"]
  hipaa: ["164.312(c)(1)"]
  nist-ai-rmf: ["MAP 4.1"]
  iso-42001: [A.7.5]
  eu-ai-act: ["Art.10(2)(b)"]
  mitre-atlas: [AML.T0010, AML.T0020, AML.M0025]
profiles: [baseline]
complete: [s3_bucket]
references: ["https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html"]
notes: >
  SageMaker reads training data from the job's own region only, so that the regions of a scan cannot hide the
  bucket. AWS's own JumpStart buckets are left out.
---*/
select i.arn as resource,
       b.arn is not null as passed,
       'bucket ' || bucket_of(i.s3_uri) || if(b.arn is not null, ' belongs to account ' || b.account,
           ' belongs to none of the accounts of this scan') as reason,
       [bucket_arn_of(i.s3_uri)] as uses
from sagemaker_training_job_input i
left join s3_bucket b on b.arn = bucket_arn_of(i.s3_uri)
where bucket_of(i.s3_uri) not like 'jumpstart-%cache-prod-%'

/*---
attack: >
  The data lies in a bucket that its owner deleted. A stranger registers the free name, puts a changed data set there, and
  your next run learns from it.
console: >
  S3: copy the data to a bucket of your own and check it. Then SageMaker AI > Training jobs > Create, Input data
  configuration, S3 location in that bucket. Scan the account of the bucket too where it is another one of yours.
cli: |
  aws s3 sync s3://FOREIGN_BUCKET/train s3://OWN_BUCKET/train
  aws sagemaker create-training-job --training-job-name NAME --role-arn ROLE \
    --algorithm-specification TrainingImage=IMAGE,TrainingInputMode=File \
    --input-data-config 'ChannelName=train,DataSource={S3DataSource={S3DataType=S3Prefix,S3Uri=s3://OWN_BUCKET/train}}' \
    --resource-config InstanceType=ml.m5.xlarge,InstanceCount=1,VolumeSizeInGB=50 \
    --output-data-config S3OutputPath=s3://OWN_BUCKET/models --stopping-condition MaxRuntimeInSeconds=86400
cloudformation: >
  CloudFormation has no resource for training jobs; use the CLI.
terraform: |
  resource "aws_sagemaker_training_job" "this" {
    input_data_config {
      channel_name = "train"
      data_source {
        s3_data_source {
          s3_data_type = "S3Prefix"
          s3_uri       = "s3://${aws_s3_bucket.training_data.id}/train"
        }
      }
    }
  }
---*/
