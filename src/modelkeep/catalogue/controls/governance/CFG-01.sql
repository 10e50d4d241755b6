/*---
id: CFG-01
title: AWS Config records how AI resources are configured
severity: medium
subject: scope_region
complete: [config_configuration_recorder]
why: >
  Without a record nobody can show how an endpoint, a role or a bucket was set up on the day of an incident, nor who changed it.
fix: >
  Set up AWS Config in every region, recording all resource types (or at least AWS::SageMaker:: and AWS::Bedrock::), and start the
  recorder.
maps:
  gdpr: [Art.30]
  hipaa: ["164.308(a)(1)(ii)(A)"]
  aws-fsbp: [Config.1]
  cis-aws-3.0: ["3.3"]
  cis-aws-5.0: ["3.3"]
  cis-aws-7.0: ["4.3"]
  nist-ai-rmf: ["GOVERN 1.6"]
  iso-42001: [A.4.2]
  soc2: ["CC7.1"]
profiles: [baseline]
peers: {prowler: [config_recorder_all_regions_enabled, config_recorder_using_aws_service_role], securityhub: [Config.1]}
references: ["https://docs.aws.amazon.com/config/latest/developerguide/select-resources.html"]
notes: Every scanned region counts. AWS Config records the SageMaker and Bedrock types that it supports.
---*/
with recorder as (
    select c.arn, c.account, c.region, s.recording, s.last_status,
           case c.recording_strategy
               when 'ALL_SUPPORTED_RESOURCE_TYPES' then true
               when 'EXCLUSION_BY_RESOURCE_TYPES'
                   then len(list_filter(c.excluded_resource_types, lambda x: x like 'AWS::SageMaker::%' or x like 'AWS::Bedrock%')) = 0
               when 'INCLUSION_BY_RESOURCE_TYPES'
                   then len(list_filter(c.resource_types, lambda x: x like 'AWS::SageMaker::%')) > 0
                        and len(list_filter(c.resource_types, lambda x: x like 'AWS::Bedrock%')) > 0
           end as records_ai
    from config_configuration_recorder c left join config_configuration_recorder_status s on s.arn = c.arn
)
select r.arn as resource,
       case when c.arn is null then false else c.recording and c.last_status <> 'Failure' and c.records_ai end as passed,
       case when c.arn is null then 'no recorder'
            when not c.recording then 'the recorder is stopped'
            when c.last_status = 'Failure' then 'the recorder fails to deliver'
            when not c.records_ai then 'the recorder leaves out SageMaker or Bedrock'
            when c.recording and c.records_ai then 'the recorder runs'
            else 'the recorder was not read in full' end as reason,
       [c.arn] as uses
from scope_region r left join recorder c on c.account = r.account and c.region = r.region
where is_offered('config:DescribeConfigurationRecorders', r.account, r.region)

/*---
attack: >
  An attacker opens a bucket or an endpoint for an hour and closes it again. Without a record of configurations nobody
  can tell afterwards what was open, and since when.
console: >
  AWS Config > Set up AWS Config, record all resource types in this region, with the service-linked role and a bucket.
  For an existing recorder: Settings > Edit, and Start recording.
cli: |
  aws configservice put-configuration-recorder \
    --configuration-recorder name=default,roleARN=arn:aws:iam::ACCOUNT:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig \
    --recording-group allSupported=true,includeGlobalResourceTypes=true
  aws configservice put-delivery-channel --delivery-channel name=default,s3BucketName=BUCKET
  aws configservice start-configuration-recorder --configuration-recorder-name default
cloudformation: |
  Recorder:
    Type: AWS::Config::ConfigurationRecorder
    Properties:
      RoleARN: !Sub arn:${AWS::Partition}:iam::${AWS::AccountId}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig
      RecordingGroup:
        AllSupported: true
  Channel:
    Type: AWS::Config::DeliveryChannel
    Properties:
      S3BucketName: !Ref LogBucket
terraform: |
  resource "aws_config_configuration_recorder" "this" {
    role_arn = aws_iam_service_linked_role.config.arn
    recording_group {
      all_supported = true
    }
  }

  resource "aws_config_delivery_channel" "this" {
    s3_bucket_name = aws_s3_bucket.logs.id
    depends_on     = [aws_config_configuration_recorder.this]
  }

  resource "aws_config_configuration_recorder_status" "this" {
    name       = aws_config_configuration_recorder.this.name
    is_enabled = true
    depends_on = [aws_config_delivery_channel.this]
  }
---*/
