/*---
id: CT-08
title: A trail records who calls SageMaker endpoints
severity: high
subject: sagemaker_endpoint
complete: [cloudtrail_account_trail, cloudtrail_trail]
why: >
  CloudTrail leaves InvokeEndpoint out unless it is told to record it. Stealing a model by asking it thousands of questions, or
  using it with stolen keys, then leaves no trace of the caller.
fix: >
  Add an advanced event selector of eventCategory Data and resources.type AWS::SageMaker::Endpoint to a trail that is logging.
maps:
  gdpr: [Art.33]
  hipaa: ["164.312(b)", "164.308(a)(1)(ii)(D)"]
  nist-ai-rmf: ["MEASURE 2.4"]
  iso-42001: [A.6.2.8]
  soc2: ["CC7.2"]
  eu-ai-act: ["Art.12(1)"]
  mitre-atlas: [AML.T0024, AML.M0024]
references: ["https://docs.aws.amazon.com/sagemaker/latest/dg/logging-using-cloudtrail.html"]
notes: >
  These data events stand for InvokeEndpoint, InvokeEndpointAsync and InvokeEndpointWithResponseStream. Of the first two they hold no parameters:
  who called, when and which endpoint, but not what was asked, for which there is data capture.
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
    select p.arn, t.arn as trail,
           case when t.arn is null then false
                else t.is_logging and e.event_category = 'Data' and e.resource_type = 'AWS::SageMaker::Endpoint'
                     and e.read_write_type = 'All'
                     and selects_resource(e.covers_all, e.resource_arns, e.excluded_resource_arns, e.narrowed_by, p.arn)
           end as recorded
    from sagemaker_endpoint p
    left join trail t on t.account = p.account and t.region in ('*', p.region)
    left join cloudtrail_trail_event_selector e on e.arn = t.arn
)
select arn as resource, any_true(recorded) as passed,
       case when passed then 'a trail records its calls' when not passed then 'no trail records its calls'
            else 'what the trails record was not read' end as reason,
       list(trail) filter (where trail is not null) as uses
from per_event group by arn

/*---
attack: >
  Somebody asks the endpoint hundreds of thousands of questions and trains a copy of the model from the answers. CloudTrail
  leaves InvokeEndpoint out unless told, so nobody can say whose credentials it was.
console: >
  CloudTrail > Trails, open the trail, Data events, Edit, switch to advanced event selectors, add "SageMaker endpoint", log
  all events.
cli: |
  # PutEventSelectors replaces all selectors: name those that are there too.
  aws cloudtrail put-event-selectors --trail-name TRAIL --advanced-event-selectors '[
    {"Name": "management", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]},
    {"Name": "endpoints", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Data"]},
      {"Field": "resources.type", "Equals": ["AWS::SageMaker::Endpoint"]}]}]'
cloudformation: |
  Type: AWS::CloudTrail::Trail
  Properties:
    AdvancedEventSelectors:
      - FieldSelectors:
          - Field: eventCategory
            Equals: [Management]
      - FieldSelectors:
          - Field: eventCategory
            Equals: [Data]
          - Field: resources.type
            Equals: [AWS::SageMaker::Endpoint]
terraform: |
  resource "aws_cloudtrail" "this" {
    advanced_event_selector {
      field_selector {
        field  = "eventCategory"
        equals = ["Management"]
      }
    }
    advanced_event_selector {
      field_selector {
        field  = "eventCategory"
        equals = ["Data"]
      }
      field_selector {
        field  = "resources.type"
        equals = ["AWS::SageMaker::Endpoint"]
      }
    }
  }
---*/
