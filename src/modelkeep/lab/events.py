"""CloudTrail's event history of the lab: the write calls that succeeded, as LookupEvents gives them.

moto records no events. Calls on single objects are data events, which AWS keeps out of the history too; calls that were refused
changed nothing and are left out.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from botocore.exceptions import UnknownServiceError
from moto.core.model import ServiceModel
from moto.core.utils import get_service_model
from werkzeug.wrappers import Request as HttpRequest

from modelkeep.lab.handlers import Lab, handlers
from modelkeep.lab.routing import Route, most_specific, parse, route_to

HISTORY = "cloudtrail.history"
KEPT = timedelta(days=90)
_READS = re.compile(r"(BatchGet|Describe|Get|Head|List|Lookup|Search|Query|Filter|Select|AssumeRole)")


@dataclass(slots=True)
class Event:
    """One event of an account and region; `time` moves when the lab is told that time passes."""

    name: str
    source: str
    time: datetime
    resources: tuple[Mapping[str, str], ...]
    record: Mapping[str, Any]

    def reply(self) -> dict[str, Any]:
        """The event as LookupEvents gives it."""
        return {
            "EventId": self.record["eventID"],
            "EventName": self.name,
            "ReadOnly": "false",
            "EventTime": self.time,
            "EventSource": self.source,
            "Resources": list(self.resources),
            "CloudTrailEvent": json.dumps({**self.record, "eventTime": f"{self.time:%Y-%m-%dT%H:%M:%SZ}"}, default=str),
        }


def history(lab: Lab, account: str, region: str) -> list[Event]:
    """The events of an account and region, the oldest first."""
    found: list[Event] = lab.store(account, region).setdefault(HISTORY, [])
    return found


def write_event(http: HttpRequest, body: bytes, signed: Mapping[str, str], account: str) -> Event | None:
    """The event of a request, if it is a management call that writes."""
    for route in _writes(signed["service"]):
        in_path = route.matches(http, body)
        if in_path is None:
            continue
        if "Key" in in_path:
            return None
        name, source = route.operation.name, f"{signed['service']}.amazonaws.com"
        bucket = in_path.get("Bucket", "") if signed["service"] == "s3" else ""
        if signed["service"] == "s3":
            parameters: Mapping[str, Any] = {"Host": http.host, **({"bucketName": bucket} if bucket else {})}
        else:
            parameters = _lowered(parse(route, http, body, in_path))
        now = datetime.now(UTC)
        record = {
            "eventVersion": "1.11", "userIdentity": {"type": "IAMUser", "accountId": account}, "eventSource": source,
            "eventName": name, "awsRegion": signed["region"], "sourceIPAddress": "127.0.0.1",
            "userAgent": http.headers.get("User-Agent", ""), "requestParameters": parameters, "responseElements": None,
            "requestID": str(uuid.uuid4()), "eventID": str(uuid.uuid4()), "readOnly": False, "eventType": "AwsApiCall",
            "managementEvent": True, "recipientAccountId": account, "eventCategory": "Management",
        }  # fmt: skip
        resources = ({"ResourceType": "AWS::S3::Bucket", "ResourceName": bucket},) if bucket else ()
        return Event(name, source, now, resources, record)
    return None


def elapse(lab: Lab, time: timedelta) -> None:
    """Let time pass for the event history: all that was recorded is so much older."""
    for events in lab.all_of(HISTORY):
        for event in events:
            event.time -= time


@cache
def _writes(signing_name: str) -> tuple[Route, ...]:
    """How the write operations of the services that sign as this one are recognised."""
    names = {signing_name} | {
        handler.service for handler in handlers().values() if _model(handler.service).signing_name == signing_name
    }
    found = [route for name in names for route in _routes(name)]
    return tuple(sorted(found, key=most_specific))


def _routes(service: str) -> Iterator[Route]:
    try:
        model = _model(service)
    except UnknownServiceError:
        return
    for name in model.operation_names:
        route = route_to(model, name)
        if not _READS.match(name) and route.operation.http.get("method") not in ("GET", "HEAD"):
            yield route


@cache
def _model(service: str) -> ServiceModel:
    return get_service_model(service)


def _lowered(value: Any) -> Any:
    """Parameters as CloudTrail names them, the first letter in lower case."""
    if isinstance(value, Mapping):
        return {key[:1].lower() + key[1:]: _lowered(each) for key, each in value.items()}
    return [_lowered(each) for each in value] if isinstance(value, (list, tuple)) else value
