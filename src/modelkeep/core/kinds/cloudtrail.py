"""AWS CloudTrail (https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/)."""

from __future__ import annotations

from modelkeep.core.tables import Resource, Row, facet, kind, part, support


@kind("AWS::CloudTrail::Trail", calls="cloudtrail:DescribeTrails")
class Trail(Resource):
    """A trail in its home region, in the account that owns it: one row each, however many regions and accounts it logs."""

    s3_bucket_name: str | None = None
    s3_key_prefix: str | None = None
    is_multi_region_trail: bool | None = None
    is_organization_trail: bool | None = None
    include_global_service_events: bool | None = None
    enable_log_file_validation: bool | None = None
    kms_key_id: str | None = None
    cloud_watch_logs_log_group_arn: str | None = None
    sns_topic_arn: str | None = None


@facet(Trail, "status", calls="cloudtrail:DescribeTrails cloudtrail:GetTrailStatus")
class TrailStatus(Row):
    """Whether the trail records anything now, and what hinders its delivery."""

    is_logging: bool | None = None
    latest_delivery_error: str | None = None


@part(Trail, "event_selector", calls="cloudtrail:DescribeTrails cloudtrail:GetEventSelectors")
class TrailEventSelector(Row):
    """What a trail records: one row per event category, or per resource type of data events, basic and advanced alike.

    `event_category` is `Management`, `Data`, `NetworkActivity` or what AWS adds; `read_write_type` is `All`, `ReadOnly` or
    `WriteOnly`. `covers_all`: no resource of the type is left out. Otherwise `resource_arns` are the ARNs that are
    recorded (`*` at the end of one that is a prefix, at the start of one that is a suffix; empty for all but the excluded)
    and `excluded_resource_arns` those that are not. `excluded_event_sources` are services whose management events are left
    out. `narrowed_by` are conditions on anything else, as `field operator values`: only some of the events are recorded.
    """

    position: int | None = None
    event_category: str | None = None
    read_write_type: str | None = None
    resource_type: str | None = None
    covers_all: bool | None = None
    resource_arns: tuple[str, ...] | None = None
    excluded_resource_arns: tuple[str, ...] | None = None
    excluded_event_sources: tuple[str, ...] | None = None
    narrowed_by: tuple[str, ...] | None = None


@support("cloudtrail_account_trail", calls="cloudtrail:DescribeTrails")
class AccountTrail(Row):
    """A trail that logs this account in every region: its own multi-region trails and the organisation's.

    `arn` is the trail's, `account` the account that is logged, `owner_account` the one whose trail it is: only there can the
    trail's event selectors be read.
    """

    home_region: str | None = None
    owner_account: str | None = None
    is_organization_trail: bool | None = None


@support("cloudtrail_account_trail_status", calls="cloudtrail:DescribeTrails cloudtrail:GetTrailStatus")
class AccountTrailStatus(Row):
    """Whether such a trail records now, as the account that it logs sees it."""

    is_logging: bool | None = None
