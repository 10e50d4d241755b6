/*---
id: SM-JOB-11
title: Feature groups encrypt both stores with a key of your own
severity: high
subject: sagemaker_feature_group
why: >
  A feature group is your customers' data, prepared. Without a key of your own you cannot revoke access to it in
  one place, nor see in one log who read it.
fix: >
  Create the feature group again with KmsKeyId in OnlineStoreConfig.SecurityConfig and
  OfflineStoreConfig.S3StorageConfig, and copy the records.
maps:
  gdpr: ["Art.32(1)(a)", "Art.34(3)(a)"]
  hipaa: ["164.312(a)(2)(iv)"]
  aws-fsbp: [SageMaker.17]
  aws-ai-security: [SageMaker.17, SageMaker.18]
  soc2: ["CC6.1"]
peers: {securityhub: [SageMaker.17, SageMaker.18], config: [sagemaker-featuregroup-encryption-at-rest, sagemaker-featuregroup-online-store-encryption]}
references: ["https://docs.aws.amazon.com/securityhub/latest/userguide/sagemaker-controls.html#sagemaker-17", "https://docs.aws.amazon.com/sagemaker/latest/dg/feature-store-security.html"]
---*/
select arn as resource,
       online_own and offline_own as passed,
       case when online_own and offline_own then 'every store is encrypted with a key of your own'
            else nullif(concat_ws('; ', case when not online_own then 'the online store is not encrypted with a key of your own' end,
                                        case when not offline_own then 'the offline store is not encrypted with a key of your own' end), '')
       end as reason,
       uses
from (select f.arn,
             not f.online_store_enabled or is_own_key(f.online_store_kms_key_id, o.arn, o.key_manager) as online_own,
             f.offline_store_s3_uri = '' or is_own_key(f.offline_store_kms_key_id, s.arn, s.key_manager) as offline_own,
             list_filter([o.arn, s.arn], lambda key: key is not null) as uses
      from sagemaker_feature_group f
      left join kms_key o on o.arn = kms_key_arn(f.online_store_kms_key_id, f.account, f.region)
      left join kms_key s on s.arn = kms_key_arn(f.offline_store_kms_key_id, f.account, f.region))

/*---
attack: >
  A feature group is your customers in a table, cleaned and complete. A role that may read it leaks; no key of yours asks
  for one more permission, and none can be disabled to close both stores.
console: >
  SageMaker Studio > Feature store > Create feature group, choose a customer managed key for the online store and for the
  offline store. The keys cannot be changed later: copy the records into the new group.
cli: |
  aws sagemaker create-feature-group --feature-group-name NAME --role-arn ROLE \
    --record-identifier-feature-name customer --event-time-feature-name at \
    --feature-definitions FeatureName=customer,FeatureType=String FeatureName=at,FeatureType=String \
    --online-store-config 'EnableOnlineStore=true,SecurityConfig={KmsKeyId=KEY_ARN}' \
    --offline-store-config 'S3StorageConfig={S3Uri=s3://BUCKET/features,KmsKeyId=KEY_ARN}'
cloudformation: |
  Type: AWS::SageMaker::FeatureGroup
  Properties:
    OnlineStoreConfig:
      EnableOnlineStore: true
      SecurityConfig:
        KmsKeyId: !GetAtt Key.Arn
    OfflineStoreConfig:
      S3StorageConfig:
        S3Uri: !Sub s3://${Bucket}/features
        KmsKeyId: !GetAtt Key.Arn
terraform: |
  resource "aws_sagemaker_feature_group" "this" {
    online_store_config {
      enable_online_store = true
      security_config {
        kms_key_id = aws_kms_key.this.arn
      }
    }
    offline_store_config {
      s3_storage_config {
        s3_uri     = "s3://${aws_s3_bucket.features.id}/features"
        kms_key_id = aws_kms_key.this.arn
      }
    }
  }
---*/
