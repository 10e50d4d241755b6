/*---
id: SM-FG-01
title: Records in online feature stores expire
severity: medium
subject: sagemaker_feature_group
why: >
  Online stores hold what you know of each customer, ready to look up. Without an expiry it stays for ever, long
  after the purpose is gone.
fix: >
  Set OnlineStoreConfig.TtlDuration with UpdateFeatureGroup; it applies to records written from then on.
maps: {gdpr: ["Art.5(1)(e)", Art.25], soc2: ["P4.2"]}
references: ["https://docs.aws.amazon.com/sagemaker/latest/dg/feature-store-time-to-live.html"]
---*/
select arn as resource,
       online_store_ttl_value > 0 as passed,
       if(online_store_ttl_value > 0, 'records expire after ' || online_store_ttl_value || ' ' || lower(online_store_ttl_unit),
          'records never expire') as reason
from sagemaker_feature_group
where coalesce(online_store_enabled, true)

/*---
attack: >
  An attacker with sagemaker:GetRecord walks through the customer numbers and reads profiles of people who left years ago.
console: >
  Use the CLI or an SDK: AWS documents the expiry (time to live) of a feature group for the API.
cli: |
  aws sagemaker update-feature-group --feature-group-name NAME \
    --online-store-config 'TtlDuration={Unit=Days,Value=90}'
cloudformation: |
  Type: AWS::SageMaker::FeatureGroup
  Properties:
    OnlineStoreConfig:
      EnableOnlineStore: true
      TtlDuration:
        Unit: Days
        Value: 90
terraform: |
  resource "aws_sagemaker_feature_group" "this" {
    online_store_config {
      enable_online_store = true
      ttl_duration {
        unit  = "Days"
        value = 90
      }
    }
  }
---*/
