"""CloudTrail records: as dictionaries, and as texts with slots where thousands a second are to be made.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from modelkeep.engines.logs.organisation.actors import SERVICE, Actor

CLOUDTRAIL = "cloudtrail"
BEDROCK_INVOCATION = "bedrock_invocation"

MANAGEMENT = "Management"
DATA = "Data"

_OPEN, _CLOSE = "\ue000", "\ue001"
_SLOT = re.compile(f'"{_OPEN}#([a-z_]+){_CLOSE}"|{_OPEN}([a-z_]+){_CLOSE}')


class LogRecord(NamedTuple):
    """One record as it is delivered: when (seconds since 1970), where it belongs, and its JSON text."""

    at: float
    table: str
    account: str
    region: str
    id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What is called, with what, and what came of it. `source` is the service's host without `.amazonaws.com`."""

    source: str
    name: str
    region: str
    parameters: Mapping[str, Any] | None = None
    response: Mapping[str, Any] | None = None
    read_only: bool = True
    category: str = MANAGEMENT
    resources: tuple[Mapping[str, Any], ...] = ()
    additional: Mapping[str, Any] | None = None
    error: str = ""
    message: str = ""
    host: str = ""
    """The name that the client sent for TLS; '' leaves the element out."""
    event_type: str = "AwsApiCall"
    details: Mapping[str, Any] | None = None
    """serviceEventDetails."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Further fields at the top of the record."""


def slot(name: str) -> str:
    """A place in a record that is filled later, as a part of a text."""
    return f"{_OPEN}{name}{_CLOSE}"


def number_slot(name: str) -> str:
    """The same for a JSON value that is no text."""
    return f"{_OPEN}#{name}{_CLOSE}"


def trail_record(actor: Actor, call: Call, when: Mapping[str, str], account: str = "") -> dict[str, Any]:
    """The record of a call. `when` gives time, event_id, request_id, key and created (the beginning of the session)."""
    record: dict[str, Any] = {
        "eventVersion": "1.11",
        "userIdentity": actor.identity(key=when["key"], created=when["created"]),
        "eventTime": when["time"],
        "eventSource": f"{call.source}.amazonaws.com",
        "eventName": call.name,
        "awsRegion": call.region,
        "sourceIPAddress": actor.name if actor.kind == SERVICE else actor.invoked_by or actor.ip,
        "userAgent": actor.name if actor.kind == SERVICE else actor.invoked_by or actor.agent,
    }
    if call.error:
        record["errorCode"] = call.error
        record["errorMessage"] = call.message
    record["requestParameters"] = call.parameters
    record["responseElements"] = call.response
    if call.additional is not None:
        record["additionalEventData"] = call.additional
    record |= {"requestID": when["request_id"], "eventID": when["event_id"], "readOnly": call.read_only}
    if call.resources:
        record["resources"] = list(call.resources)
    record |= {
        "eventType": call.event_type,
        "managementEvent": call.category == MANAGEMENT,
        "recipientAccountId": account or actor.account,
    }
    if actor.vpc_endpoint:
        record |= {"vpcEndpointId": actor.vpc_endpoint, "vpcEndpointAccountId": actor.account}
    record["eventCategory"] = call.category
    if call.details is not None:
        record["serviceEventDetails"] = call.details
    if call.host:
        record["tlsDetails"] = {
            "tlsVersion": "TLSv1.3",
            "cipherSuite": "TLS_AES_128_GCM_SHA256",
            "clientProvidedHostHeader": call.host,
        }
    if actor.console:
        record["sessionCredentialFromConsole"] = "true"
    return record | dict(call.extra)


@dataclass(frozen=True, slots=True)
class Template:
    """A record with slots, as a text for `%` with a mapping."""

    form: str
    slots: frozenset[str]

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Template:
        """The template of a record whose values hold slots."""
        names: set[str] = set()

        def placed(found: re.Match[str]) -> str:
            name = found[1] or found[2]
            names.add(name)
            return f"%({name})s"

        text = json.dumps(record, ensure_ascii=False, separators=(",", ":")).replace("%", "%%")
        return cls(_SLOT.sub(placed, text), frozenset(names))

    def fill(self, values: Mapping[str, str]) -> str:
        """The record's text. Values are not escaped: give none with quotes, backslashes or control characters."""
        return self.form % values


WHEN = {name: slot(name) for name in ("time", "event_id", "request_id", "key", "created")}
"""Slots in place of what differs with every event."""


def trail_template(actor: Actor, call: Call, account: str = "") -> Template:
    """A template for many records of this call."""
    return Template.of(trail_record(actor, call, WHEN, account))
