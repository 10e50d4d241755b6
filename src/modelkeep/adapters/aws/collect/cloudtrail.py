"""CloudTrail: every trail once, and the trails that log the account from anywhere.

DescribeTrails answers per region. It shows the trails whose home the region is, the "shadows" of multi-region trails of other
regions, and, in a member account, the organisation's trails under the ARN of the account that owns them
(https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html). So multi-region trails are read once
per account, wherever their home is, and single-region trails in their region.

A member account can read the status of an organisation's trail by its ARN (API_GetTrailStatus) but not its event selectors:
those are known only where the owning account is scanned too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.collect.cloudtrail_selectors import event_selectors
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.arn import GLOBAL, parse_arn
from modelkeep.core.kinds.cloudtrail import AccountTrail, AccountTrailStatus, Trail, TrailEventSelector, TrailStatus
from modelkeep.core.tables import Row


@collector(Trail, TrailStatus, TrailEventSelector)
async def single_region_trails(aws: Reader) -> None:
    """The trails that log one region only, read in that region."""

    def own(reply: Reply) -> Iterator[Trail]:
        for item in reply["trailList"]:
            if not item["IsMultiRegionTrail"] and _owner(item["TrailARN"]) == aws.account:
                yield _trail(item)

    async def details(trail: Trail) -> None:
        await aws.get("cloudtrail:GetTrailStatus", trail.arn, lambda reply: _status(trail.arn, reply), Name=trail.arn)
        await _selectors(aws, trail.arn)

    trails = await aws.pages("cloudtrail:DescribeTrails", own, includeShadowTrails=False)
    await aws.each(trails, details, calls=2)


@collector(Trail, TrailStatus, TrailEventSelector, AccountTrail, AccountTrailStatus, per=GLOBAL)
async def multi_region_trails(aws: Reader) -> None:
    """The trails that log all regions of the account, its own and its organisation's."""

    def logging_here(reply: Reply) -> Iterator[Row]:
        for item in reply["trailList"]:
            if item["IsMultiRegionTrail"]:
                yield AccountTrail(
                    arn=item["TrailARN"],
                    home_region=item["HomeRegion"],
                    owner_account=_owner(item["TrailARN"]),
                    is_organization_trail=item["IsOrganizationTrail"],
                )
                if _owner(item["TrailARN"]) == aws.account:
                    yield _trail(item)

    async def details(trail: AccountTrail) -> None:
        own = trail.owner_account == aws.account

        def status(reply: Reply) -> Iterable[Row]:
            seen_here = AccountTrailStatus(arn=trail.arn, is_logging=reply["IsLogging"])
            return (seen_here, _status(trail.arn, reply)) if own else (seen_here,)

        await aws.get("cloudtrail:GetTrailStatus", trail.arn, status, Name=trail.arn)
        if own:
            await _selectors(aws, trail.arn)

    found = await aws.pages("cloudtrail:DescribeTrails", logging_here, includeShadowTrails=True)
    await aws.each([row for row in found if isinstance(row, AccountTrail)], details, calls=2)


async def _selectors(aws: Reader, trail_arn: str) -> None:
    def parse(reply: Reply) -> Iterable[TrailEventSelector]:
        return tuple(event_selectors(trail_arn, reply))

    await aws.get("cloudtrail:GetEventSelectors", trail_arn, parse, TrailName=trail_arn)


def _trail(item: Reply) -> Trail:
    """The trail in its home region. Texts that are not set are left out of the reply."""
    return Trail(
        arn=item["TrailARN"],
        name=item["Name"],
        region=item["HomeRegion"],
        s3_bucket_name=item["S3BucketName"],
        s3_key_prefix=item.get("S3KeyPrefix", ""),
        is_multi_region_trail=item["IsMultiRegionTrail"],
        is_organization_trail=item.get("IsOrganizationTrail"),
        include_global_service_events=item.get("IncludeGlobalServiceEvents"),
        enable_log_file_validation=item.get("LogFileValidationEnabled"),
        kms_key_id=item.get("KmsKeyId", ""),
        cloud_watch_logs_log_group_arn=item.get("CloudWatchLogsLogGroupArn", "").removesuffix(":*"),
        sns_topic_arn=item.get("SnsTopicARN", ""),
    )


def _status(trail_arn: str, reply: Reply) -> TrailStatus:
    return TrailStatus(
        arn=trail_arn, is_logging=reply["IsLogging"], latest_delivery_error=reply.get("LatestDeliveryError", "")
    )


def _owner(trail_arn: str) -> str:
    """The account in a trail's ARN; raises ValueError for a text that is none."""
    parts = parse_arn(trail_arn)
    if parts is None:
        raise ValueError("TrailARN is not an ARN")
    return parts.account
