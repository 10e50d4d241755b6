"""CloudTrail: organisation trails in member accounts, default event selectors, trails of other regions by their ARN.

moto 5.2.5 shows an organisation's trail in the owning account only and has no default selectors.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from moto.cloudtrail.models import cloudtrail_backends

from modelkeep.lab.handlers import AwsError, Lab, Reply, Request, handles

DEFAULT_SELECTORS = [
    {"ReadWriteType": "All", "IncludeManagementEvents": True, "DataResources": [], "ExcludeManagementEventSources": []}
]


@handles("cloudtrail", "DescribeTrails")
def describe_trails(lab: Lab, request: Request) -> Reply:
    """The region's own trails; with shadows, those of other regions and the organisation's as well."""
    shadows = request.parameters.get("includeShadowTrails", True)
    return {
        "trailList": [
            trail.description(include_region=True)
            for trail in _visible(request)
            if shadows or (trail.region_name == request.region and trail.account_id == request.account)
        ]
    }


@handles("cloudtrail", "GetTrailStatus")
def get_trail_status(lab: Lab, request: Request) -> Reply:
    """By name in the account and region, by ARN from wherever the trail is visible."""
    status: dict[str, Any] = _find(request, request.parameters["Name"]).status.description()
    return {
        name: value
        for name, value in status.items()
        if name in ("IsLogging", "StartLoggingTime", "StopLoggingTime", "LatestDeliveryTime")
    }


@handles("cloudtrail", "GetEventSelectors")
def get_event_selectors(lab: Lab, request: Request) -> Reply:
    """For the owner of the trail only."""
    trail = _find(request, request.parameters["TrailName"])
    if trail.account_id != request.account:
        raise _not_found(request.parameters["TrailName"], request.account)
    if trail.advanced_event_selectors and not trail.event_selectors:
        return {"TrailARN": trail.arn, "AdvancedEventSelectors": trail.advanced_event_selectors}
    return {"TrailARN": trail.arn, "EventSelectors": trail.event_selectors or DEFAULT_SELECTORS}


def _visible(request: Request) -> Iterator[Any]:
    for account, regions in list(cloudtrail_backends.items()):
        for backend in list(regions.values()):
            for trail in backend.trails.values():
                logged_account = account == request.account or trail.is_org_trail
                if logged_account and (trail.is_multi_region or trail.region_name == request.region):
                    yield trail


def _find(request: Request, name: str) -> Any:
    for trail in _visible(request):
        is_home = trail.region_name == request.region and trail.account_id == request.account
        if trail.arn == name or (trail.trail_name == name and is_home):
            return trail
    raise _not_found(name, request.account)


def _not_found(name: str, account: str) -> AwsError:
    return AwsError("TrailNotFoundException", f"Unknown trail: {name} for the user: {account}")
