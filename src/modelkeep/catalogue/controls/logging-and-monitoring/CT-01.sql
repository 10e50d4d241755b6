/*---
id: CT-01
title: A CloudTrail trail records all reads and writes of the account in every region
severity: critical
subject: scope_account
complete: [cloudtrail_account_trail]
why: >
  Without such a trail nobody can tell afterwards who took a model, changed an endpoint or called a foundation model with stolen
  keys; attackers choose regions that nobody watches.
fix: >
  Create an organisation trail (or one per account) with IsMultiRegionTrail, management events of type All, and start its logging.
maps:
  gdpr: [Art.33]
  hipaa: ["164.312(b)", "164.308(a)(1)(ii)(D)", "164.308(a)(5)(ii)(C)"]
  aws-fsbp: [CloudTrail.1]
  cis-aws-3.0: ["3.1"]
  cis-aws-5.0: ["3.1"]
  cis-aws-7.0: ["4.1"]
  iso-42001: [A.6.2.8]
  soc2: ["CC7.2"]
profiles: [baseline]
peers: {prowler: [cloudtrail_multi_region_enabled, cloudtrail_multi_region_enabled_logging_management_events], securityhub: [CloudTrail.1], checkov: [CKV_AWS_67], config: [multi-region-cloudtrail-enabled]}
references: ["https://docs.aws.amazon.com/securityhub/latest/userguide/cloudtrail-controls.html#cloudtrail-1"]
notes: >
  A member account sees its organisation's trail but not the trail's event selectors: those are known when the account that owns
  the trail is scanned too. Calls of foundation models (InvokeModel, Converse) are management events.
---*/
with recorded as (
    select t.account, t.arn, t.owner_account, s.is_logging,
           case when count(e.arn) > 0 then
               any_true(e.event_category = 'Management' and len(e.narrowed_by) = 0 and e.read_write_type in ('All', 'ReadOnly'))
               and any_true(e.event_category = 'Management' and len(e.narrowed_by) = 0 and e.read_write_type in ('All', 'WriteOnly'))
           end as everything,
           case when count(e.arn) > 0 then any_true(e.event_category = 'Management') end as something
    from cloudtrail_account_trail t
    left join cloudtrail_account_trail_status s on s.arn = t.arn and s.account = t.account
    left join cloudtrail_trail_event_selector e on e.arn = t.arn
    group by t.account, t.arn, t.owner_account, s.is_logging
),
told as (
    select account, any_true(is_logging and everything) as passed, list(arn) as trails,
           string_agg(arn || case when not is_logging then ' is stopped'
                                  when everything is null and owner_account <> account
                                      then ' is recorded by account ' || owner_account || ', which was not read'
                                  when is_logging is null or everything is null then ' was not read'
                                  when is_logging and everything then ' records all'
                                  when something then ' records only some management events'
                                  else ' records no management events' end, '; ' order by arn) as reason
    from recorded group by account
)
select a.arn as resource,
       case when t.account is null then false else t.passed end as passed,
       coalesce(t.reason, 'no trail covers all regions') as reason,
       coalesce(t.trails, []) as uses
from scope_account a left join told t on t.account = a.account

/*---
attack: >
  An intruder works in a region that you never use, reads which models there are, copies one and calls foundation models
  with your keys. No trail covers the region or its reads, so nothing of it can be reconstructed.
console: >
  CloudTrail > Trails > Create trail, "Enable for all accounts in my organization" where there is one, Management events,
  API activity Read and Write, no exclusions. Trails made in the console cover all regions.
cli: |
  aws cloudtrail create-trail --name all-events --s3-bucket-name BUCKET --is-multi-region-trail
  aws cloudtrail put-event-selectors --trail-name all-events --event-selectors \
    '[{"ReadWriteType": "All", "IncludeManagementEvents": true, "ExcludeManagementEventSources": []}]'
  aws cloudtrail start-logging --name all-events
cloudformation: |
  Type: AWS::CloudTrail::Trail
  Properties:
    S3BucketName: !Ref LogBucket
    IsLogging: true
    IsMultiRegionTrail: true
    IncludeGlobalServiceEvents: true
    EventSelectors:
      - ReadWriteType: All
        IncludeManagementEvents: true
terraform: |
  resource "aws_cloudtrail" "this" {
    name                  = "all-events"
    s3_bucket_name        = aws_s3_bucket.logs.id
    is_multi_region_trail = true
    enable_logging        = true

    event_selector {
      read_write_type           = "All"
      include_management_events = true
    }
  }
---*/
