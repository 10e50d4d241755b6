"""Small records of CloudTrail about who took which role."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

from tests.unit.adapters.logs.samples import FINDING, FLOW, FLOW_HEADER, cloudtrail, encoded

HOME, OTHER = "111122223333", "444455556666"
SSO_ROLE = (
    f"arn:aws:iam::{HOME}:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_DataScientist_4f1c2b3a5d6e7f80"
)
STS = {"eventSource": "sts.amazonaws.com", "errorCode": None, "requestParameters": None}


def role(name: str, session: str, key: str, account: str = HOME, **more: Any) -> dict[str, Any]:
    """The userIdentity of a role's session; `more` goes into its sessionContext."""
    arn = name if name.startswith("arn:") else f"arn:aws:iam::{account}:role/{name}"
    short = arn.rpartition("/")[2]
    issuer = {
        "type": "Role",
        "principalId": "AROA" + short.upper(),
        "arn": arn,
        "accountId": account,
        "userName": short,
    }
    return {
        "type": "AssumedRole", "principalId": f"AROA{short.upper()}:{session}", "accountId": account, "accessKeyId": key,
        "arn": f"arn:aws:sts::{account}:assumed-role/{short}/{session}", "sessionContext": {"sessionIssuer": issuer, **more},
    }  # fmt: skip


def user(name: str, key: str) -> dict[str, Any]:
    """The userIdentity of an IAM user."""
    arn = f"arn:aws:iam::{HOME}:user/{name}"
    return {
        "type": "IAMUser",
        "principalId": "AIDA",
        "arn": arn,
        "accountId": HOME,
        "accessKeyId": key,
        "userName": name,
    }


def service(host: str) -> dict[str, Any]:
    """The userIdentity of a service."""
    return {"type": "AWSService", "invokedBy": host}


MARIA = role(SSO_ROLE, "maria@example.com", "ASIAMARIA0000001")
DEPLOY = role("deploy", "maria", "ASIADEPLOY000001")
PROD = role("prod", "deploy", "ASIAPROD00000001", OTHER)
GHOST = role("ghost", "i-0abc1234", "ASIAGHOST0000001")


def taken(
    event_id: str, by: dict[str, Any], target: dict[str, Any], *, call: str = "AssumeRole", **changes: Any
) -> dict[str, Any]:
    """The record in which an identity gets the credentials of another."""
    issuer = target.get("sessionContext", {}).get("sessionIssuer", {})
    return cloudtrail(event_id, **{
        **STS, "eventName": call, "userIdentity": by, "requestParameters": {"roleArn": issuer.get("arn")},
        "responseElements": {
            "credentials": {"accessKeyId": target["accessKeyId"], "sessionToken": "t"}, "assumedRoleUser": {"arn": target["arn"]},
        },
        **changes,
    })  # fmt: skip


RECORDS = (
    cloudtrail("m1", userIdentity=MARIA, eventTime="2026-11-01T08:00:00Z", errorCode=None),
    taken("m2", MARIA, DEPLOY, eventTime="2026-11-01T08:10:00Z"),
    taken("d1", DEPLOY, PROD, eventTime="2026-11-01T08:20:00Z", sharedEventID="shared", responseElements=None),
    taken(
        "d2",
        {"type": "AWSAccount", "principalId": "AROADEPLOY:maria", "accountId": HOME},
        PROD,
        eventTime="2026-11-01T08:20:00Z",
        sharedEventID="shared",
        recipientAccountId=OTHER,
    ),
    *(
        cloudtrail(
            f"p{number}", userIdentity=PROD, recipientAccountId=OTHER, eventTime=f"2026-11-01T08:3{number}:00Z", eventName="InvokeModel",
            eventSource="bedrock.amazonaws.com", requestParameters={"modelId": "anthropic.claude-x"}, requestID=f"r{number}",
            errorCode=None,
        )
        for number in range(3)
    ),
    cloudtrail("p9", userIdentity=PROD, recipientAccountId=OTHER, eventTime="2026-11-03T08:30:00Z", sourceIPAddress="192.0.2.9"),
    cloudtrail("g1", userIdentity=GHOST, eventTime="2026-11-02T08:00:00Z", requestParameters={"endpointName": "fraud-live"}),
)  # fmt: skip
"""A user of Identity Center takes `deploy`, that takes `prod` in another account, which invokes a model; nobody knows who `ghost` is."""
INVOKED = {
    "schemaType": "ModelInvocationLog", "schemaVersion": "1.0", "timestamp": "2026-11-01T08:31:00Z", "accountId": OTHER,
    "region": "eu-west-1", "requestId": "r1", "operation": "InvokeModel", "modelId": "anthropic.claude-x",
    "identity": {"arn": PROD["arn"]}, "input": {"inputContentType": "application/json", "inputBodyJson": {"prompt": "SECRET PROMPT"}},
    "output": {"outputContentType": "application/json", "outputBodyJson": {}},
}  # fmt: skip
FOUND = {
    **FINDING, "resource": {"resourceType": "AccessKey", "accessKeyDetails": {"accessKeyId": "ASIAPROD00000001", "userName": "prod"}},
    "accountId": OTHER, "updatedAt": "2026-11-01T09:00:00.000Z",
}  # fmt: skip


def write(folder: Path) -> None:
    """The records as files: CloudTrail's, an invocation of the same request as `p1`, a finding about `prod`'s key, and
    a flow from 10.0.0.5 to 203.0.113.9."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "trail.json.gz").write_bytes(gzip.compress(encoded({"Records": list(RECORDS)})))
    (folder / "invocations.json.gz").write_bytes(gzip.compress(encoded(INVOKED)))
    (folder / "flows.log.gz").write_bytes(gzip.compress(f"{FLOW_HEADER}\n{FLOW}\n".encode()))
    (folder / "findings.jsonl.gz").write_bytes(gzip.compress(encoded(FOUND)))
