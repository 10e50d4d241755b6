/*---
id: SM-INF-02
title: Requests that inference experiments keep are encrypted with a key of yours
severity: high
subject: sagemaker_inference_experiment
why: >
  A shadow test writes live requests and both models' answers to S3. That is what customers asked: under a key of yours a reader
  of the bucket needs the key as well.
fix: >
  Set DataStorageConfig.KmsKey when you create the experiment, or encrypt the bucket by default with a customer managed key.
maps: {gdpr: ["Art.32(1)(a)"], hipaa: ["164.312(a)(2)(iv)"]}
peers: {securityhub: [SageMaker.24], config: [sagemaker-inf-experiment-data-storage-kms-encrypted]}
references:
  - https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceExperimentDataStorageConfig.html
notes: An experiment that ended counts too, as what it wrote is still there.
---*/
select x.arn as resource,
       case when x.data_s3_uri is null then null
            when x.data_kms_key_id <> '' then names_own_key(x.data_kms_key_id)
            else e.algorithm like 'aws:kms%' and names_own_key(e.kms_key_id) end as passed,
       case when x.data_s3_uri is null then 'whether it keeps requests was not read'
            when x.data_kms_key_id <> '' then x.data_s3_uri || ' is written under ' || x.data_kms_key_id
            when e.arn is null then 'no key is given, and the encryption of the bucket of ' || x.data_s3_uri || ' was not read'
            when passed then 'the bucket of ' || x.data_s3_uri || ' encrypts under ' || e.kms_key_id
            else 'no key is given, and the bucket of ' || x.data_s3_uri || ' encrypts with a key of AWS (' || e.algorithm || ')' end as reason,
       [e.arn] as uses
from sagemaker_inference_experiment x left join s3_bucket_encryption e on e.arn = bucket_arn_of(x.data_s3_uri)
where x.data_s3_uri is distinct from ''

/*---
attack: >
  A role with s3:GetObject on everything reads what customers asked the model, because S3 decrypts for every reader of the bucket.
console: SageMaker AI > Inference > Shadow tests > Create shadow test, data capture, set the encryption key to a customer managed key.
cli: |
  aws s3api put-bucket-encryption --bucket BUCKET --server-side-encryption-configuration \
    '{"Rules":[{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"aws:kms","KMSMasterKeyID":"KEY_ARN"}}]}'
cloudformation: |
  Type: AWS::SageMaker::InferenceExperiment
  Properties:
    DataStorageConfig:
      Destination: !Sub s3://${Bucket}/experiment
      KmsKey: !GetAtt Key.Arn
terraform: |
  resource "awscc_sagemaker_inference_experiment" "this" {
    data_storage_config = {
      destination = "s3://${aws_s3_bucket.captured.id}/experiment"
      kms_key     = aws_kms_key.this.arn
    }
  }
---*/
