"""CloudTrail records in few words, of the shape that CloudTrail documents.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.unit.engines.access.cases import Document, table

from modelkeep.adapters.cloudtrail.reading import read_events
from modelkeep.bootstrap_access import load_event_facts
from modelkeep.core.event_facts import EventFacts
from modelkeep.core.policy import statements
from modelkeep.core.tables import Statement as StatementRow
from modelkeep.core.trail import TrailEvent, TrailTrouble
from modelkeep.engines.access.least.evidence import Evidence, gather
from modelkeep.engines.access.least.grants import Grants
from modelkeep.engines.access.least.judging import Judge, LastAccess
from modelkeep.engines.access.least.proof import Proof, prove
from modelkeep.engines.access.least.writing import Writer
from modelkeep.engines.access.least.written import Written

HOME, REGION = "111111111111", "eu-west-1"
ROLE = f"arn:aws:iam::{HOME}:role/ml/trainer"
SESSION = f"arn:aws:sts::{HOME}:assumed-role/trainer/night-run"
BEGIN = datetime(2026, 6, 1, tzinfo=UTC)

RECORD_SHAPE: Document = {
    "type": "object",
    "required": [
        "eventVersion", "userIdentity", "eventTime", "eventSource", "eventName", "awsRegion", "sourceIPAddress", "userAgent",
        "requestParameters", "responseElements", "requestID", "eventID", "readOnly", "eventType", "managementEvent",
        "recipientAccountId", "eventCategory",
    ],
    "additionalProperties": False,
    "properties": {
        **{
            name: {"type": "string"}
            for name in (
                "eventVersion", "eventName", "awsRegion", "sourceIPAddress", "userAgent", "errorCode", "errorMessage", "requestID",
                "eventID", "vpcEndpointId", "sharedEventID",
            )
        },
        "eventTime": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"},
        "eventSource": {"type": "string", "pattern": r"^[a-z0-9.-]+\.amazonaws\.com$"},
        "recipientAccountId": {"type": "string", "pattern": r"^\d{12}$"},
        "eventType": {"enum": ["AwsApiCall", "AwsServiceEvent", "AwsConsoleAction", "AwsConsoleSignIn"]},
        "eventCategory": {"enum": ["Management", "Data", "NetworkActivity", "Insight"]},
        "readOnly": {"type": "boolean"},
        "managementEvent": {"type": "boolean"},
        "requestParameters": {"type": ["object", "null"]},
        "responseElements": {"type": ["object", "null"]},
        "resources": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "properties": {name: {"type": "string"} for name in ("ARN", "ARNPrefix", "accountId", "type")},
            },
        },
        "userIdentity": {
            "type": "object",
            "required": ["type"],
            "additionalProperties": False,
            "properties": {
                **{
                    name: {"type": "string"}
                    for name in ("type", "principalId", "arn", "accountId", "accessKeyId", "userName", "invokedBy")
                },
                "sessionContext": {"type": "object"},
            },
        },
    },
}  # fmt: skip
"""The fields that CloudTrail documents, as far as these records have them."""


def record(
    service: str,
    name: str,
    parameters: Document | None = None,
    *,
    day: float = 0,
    resources: Iterable[str] = (),
    answers: Document | None = None,
    is_data: bool = False,
    via: str = "",
    role: str = ROLE,
    session: str = SESSION,
    **more: Any,
) -> Document:
    """One record of the role's session. `via` is the service that called with the role's permissions."""
    identity: Document = {
        "type": "AssumedRole",
        "principalId": "AROAEXAMPLEEXAMPLE12:night-run",
        "arn": session,
        "accountId": HOME,
        "sessionContext": {"sessionIssuer": {"type": "Role", "arn": role, "accountId": HOME, "userName": "trainer"}},
    }
    if via:
        identity["invokedBy"] = via
    found: Document = {
        "eventVersion": "1.11",
        "userIdentity": identity,
        "eventTime": (BEGIN + timedelta(days=day)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "eventSource": f"{service}.amazonaws.com",
        "eventName": name,
        "awsRegion": REGION,
        "sourceIPAddress": "198.51.100.7",
        "userAgent": "Boto3/1.44",
        "requestParameters": parameters,
        "responseElements": answers,
        "requestID": f"{service}-{name}-{day}",
        "eventID": f"{service}-{name}-{day}-{sorted((parameters or {}).items())}",
        "readOnly": False,
        "eventType": "AwsApiCall",
        "managementEvent": not is_data,
        "recipientAccountId": HOME,
        "eventCategory": "Data" if is_data else "Management",
        **more,
    }
    if resources:
        found["resources"] = [{"ARN": arn, "accountId": HOME} for arn in resources]
    return found


def s3_object(name: str, bucket: str, key: str, **more: Any) -> Document:
    """A call on an object, as S3's data events have it."""
    return record(
        "s3", name, {"bucketName": bucket, "key": key}, is_data=True,
        resources=(f"arn:aws:s3:::{bucket}/{key}", f"arn:aws:s3:::{bucket}"), **more,
    )  # fmt: skip


def training_job(name: str, **more: Any) -> Document:
    """A job that runs with a role."""
    parameters = {"trainingJobName": name, "roleArn": f"arn:aws:iam::{HOME}:role/runner"}
    return record("sagemaker", "CreateTrainingJob", parameters, **more)


def events(*records: Document) -> tuple[TrailEvent, ...]:
    """What is read of these records."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "trail.json")
        file.write_text(json.dumps({"Records": records}))
        found = tuple(read_events([str(file)]))
    assert not any(isinstance(each, TrailTrouble) for each in found), found
    return tuple(each for each in found if isinstance(each, TrailEvent))


@cache
def facts() -> EventFacts:
    """The facts that come with Modelkeep."""
    return load_event_facts()


def rows(*documents: Document) -> tuple[StatementRow, ...]:
    """The statements of a role's policies."""
    return tuple(
        row
        for number, document in enumerate(documents)
        for row in statements(StatementRow, ROLE, f"p{number}", document)
    )


def evidence_of(*records: Document, keys: Iterable[str] = ()) -> Evidence:
    """What records say of the role."""
    return gather(events(*records), ROLE, table(), facts(), keys)


def written_and_proved(
    policies: Iterable[Document],
    records: Iterable[Document],
    *,
    accessed: dict[str, LastAccess] | None = None,
    complete: Iterable[str] = (),
    bucket_keys: dict[str, str] | None = None,
    removes_unjudged: bool = False,
) -> tuple[Written, Proof]:
    """The policy for the role and its proof."""
    today = rows(*policies)
    keys = {condition.key.lower() for row in today for condition in row.conditions}
    evidence = evidence_of(*records, keys=keys)
    judge = Judge(table(), facts(), evidence, accessed or {}, frozenset(complete))
    written = Writer(
        table(), facts(), Grants(today, table()), evidence, judge, bucket_keys or {}, removes_unjudged=removes_unjudged
    ).write()
    return written, prove(evidence, written.documents(), today, table())


def allowed(written: Written) -> dict[str, set[str]]:
    """The resources of each action that the new policy allows."""
    found: dict[str, set[str]] = {}
    for document in written.documents():
        for statement in document["Statement"]:
            if statement["Effect"] == "Allow":
                for action in _list(statement["Action"]):
                    found.setdefault(action, set()).update(_list(statement.get("Resource", [])))
    return found


def _list(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)
