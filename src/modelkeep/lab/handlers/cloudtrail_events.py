"""CloudTrail's LookupEvents over what the lab recorded; moto has none."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from modelkeep.lab.events import KEPT, Event, history
from modelkeep.lab.handlers import AwsError, Lab, Reply, Request, handles

LARGEST_PAGE = 50


@handles("cloudtrail", "LookupEvents")
def lookup_events(lab: Lab, request: Request) -> Reply:
    """The newest first, of the last 90 days; at most one attribute."""
    asked = request.parameters
    now = datetime.now(UTC)
    start, end = _in_utc(asked.get("StartTime"), now - KEPT), _in_utc(asked.get("EndTime"), now)
    size = int(asked.get("MaxResults", LARGEST_PAGE))
    if start > end:
        raise AwsError("InvalidTimeRangeException", "The start time must be before the end time.")
    if not 0 < size <= LARGEST_PAGE:
        raise AwsError("InvalidMaxResultsException", f"MaxResults must be between 1 and {LARGEST_PAGE}.")
    attributes = asked.get("LookupAttributes") or []
    if len(attributes) > 1:
        raise AwsError("InvalidLookupAttributesException", "Only one lookup attribute can be given.")
    found = [
        event
        for event in reversed(history(lab, request.account, request.region))
        if max(start, now - KEPT) <= event.time <= end and all(_has(event, each) for each in attributes)
    ]
    first = _first(found, asked.get("NextToken"))
    page, following = found[first : first + size], found[first + size :]
    reply: dict[str, Any] = {"Events": [event.reply() for event in page]}
    return {**reply, "NextToken": following[0].record["eventID"]} if following else reply


def _in_utc(time: datetime | None, otherwise: datetime) -> datetime:
    """moto parses times without their zone, which is UTC."""
    return otherwise if time is None else time.replace(tzinfo=time.tzinfo or UTC)


def _first(found: list[Event], token: str | None) -> int:
    """Where a page begins: at the event that its token names, however many came since."""
    if token is None:
        return 0
    for place, event in enumerate(found):
        if event.record["eventID"] == token:
            return place
    raise AwsError("InvalidNextTokenException", "The token is not of a request with these parameters.")


def _has(event: Event, attribute: Reply) -> bool:
    key, value = attribute["AttributeKey"], attribute["AttributeValue"]
    if key == "ResourceName":
        return any(each["ResourceName"] == value for each in event.resources)
    if key == "ResourceType":
        return any(each["ResourceType"] == value for each in event.resources)
    values = {
        "ReadOnly": "false",
        "EventName": event.name,
        "EventSource": event.source,
        "EventId": event.record["eventID"],
    }
    if key not in values:
        raise AwsError("InvalidLookupAttributesException", f"The lab records no {key}.")
    return bool(values[key] == value)
