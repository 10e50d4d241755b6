/*---
id: CT-06
title: A trail records who reads and writes objects in the buckets of models and data
severity: high
subject: s3_bucket
scope: ai
complete: [cloudtrail_account_trail, cloudtrail_trail]
why: >
  Without data events a copied model file or a poisoned training set leaves no record of who did it and when.
fix: >
  Add data events of type AWS::S3::Object, reads and writes, for these buckets (or all) to a trail that is logging.
maps:
  gdpr: [Art.33]
  hipaa: ["164.312(b)", "164.308(a)(1)(ii)(D)"]
  cis-aws-3.0: ["3.8", "3.9"]
  cis-aws-5.0: ["3.8", "3.9"]
  cis-aws-7.0: ["4.8", "4.9"]
  soc2: ["CC7.2"]
peers: {prowler: [cloudtrail_s3_dataevents_read_enabled, cloudtrail_s3_dataevents_write_enabled], config: [cloudtrail-s3-dataevents-enabled]}
references: ["https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-22"]
notes: >
  Selectors for a part of a bucket, or for some events only, do not count. An organisation trail's selectors are known when the
  account that owns it is scanned too.
---*/
with trail as (
    select t.account, '*' as region, t.arn, s.is_logging
    from cloudtrail_account_trail t
    left join cloudtrail_account_trail_status s on s.arn = t.arn and s.account = t.account
    union all
    select t.account, t.region, t.arn, s.is_logging
    from cloudtrail_trail t left join cloudtrail_trail_status s on s.arn = t.arn
    where not t.is_multi_region_trail
),
per_event as (
    select b.arn, t.arn as trail,
           case when t.arn is null then false else t.is_logging and e.event_category = 'Data'
               and e.resource_type = 'AWS::S3::Object'
               and selects_resource(e.covers_all, e.resource_arns, e.excluded_resource_arns, e.narrowed_by, b.arn || '/')
           end as recorded,
           e.read_write_type as kind
    from s3_bucket b
    left join trail t on t.account = b.account and t.region in ('*', b.region)
    left join cloudtrail_trail_event_selector e on e.arn = t.arn
)
select arn as resource,
       any_true(recorded and kind in ('All', 'ReadOnly')) as reads,
       any_true(recorded and kind in ('All', 'WriteOnly')) as writes,
       reads and writes as passed,
       case when not reads and not writes then 'no trail records its objects'
            when not reads then 'no trail records reads of its objects'
            when not writes then 'no trail records writes of its objects'
            when reads and writes then 'a trail records its objects'
            else 'what the trails record was not read' end as reason,
       list(trail) filter (where trail is not null) as uses
from per_event group by arn

/*---
attack: >
  With a role that may read the bucket an attacker copies the model, or writes a changed training set. Trails leave such
  reads and writes out unless told, so there is no record of who it was.
console: >
  CloudTrail > Trails, open the trail, Data events, Edit, data event type S3, log all events, for all buckets or for these.
cli: |
  # PutEventSelectors replaces all selectors: name those that are there too.
  aws cloudtrail put-event-selectors --trail-name TRAIL --advanced-event-selectors '[
    {"Name": "management", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]},
    {"Name": "objects", "FieldSelectors": [
      {"Field": "eventCategory", "Equals": ["Data"]},
      {"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
      {"Field": "resources.ARN", "StartsWith": ["arn:aws:s3:::BUCKET/"]}]}]'
cloudformation: |
  Type: AWS::CloudTrail::Trail
  Properties:
    AdvancedEventSelectors:
      - Name: management
        FieldSelectors:
          - Field: eventCategory
            Equals: [Management]
      - Name: objects
        FieldSelectors:
          - Field: eventCategory
            Equals: [Data]
          - Field: resources.type
            Equals: [AWS::S3::Object]
          - Field: resources.ARN
            StartsWith: [!Sub "${ModelBucket.Arn}/"]
terraform: |
  resource "aws_cloudtrail" "this" {
    advanced_event_selector {
      name = "management"
      field_selector {
        field  = "eventCategory"
        equals = ["Management"]
      }
    }
    advanced_event_selector {
      name = "objects"
      field_selector {
        field  = "eventCategory"
        equals = ["Data"]
      }
      field_selector {
        field  = "resources.type"
        equals = ["AWS::S3::Object"]
      }
      field_selector {
        field       = "resources.ARN"
        starts_with = ["${aws_s3_bucket.models.arn}/"]
      }
    }
  }
---*/
