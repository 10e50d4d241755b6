"""What recurs in the invented organisation all the time: one stream is one kind of call by one caller.

A stream has a weight (its part of the traffic) and a rhythm (its hours). Its records differ in time, ids, sessions and slots.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from modelkeep.engines.logs.organisation.actors import Actor
from modelkeep.engines.logs.organisation.records import DATA, Call, Template, slot, trail_template

ALWAYS, CUSTOMERS, OFFICE_HOURS, NIGHT = "always", "customers", "office hours", "night"

Slots = Callable[[Random], Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """One kind of call. `slots` gives the values that the records' templates need beyond time and ids; `twin` is the record of the
    same call in Bedrock's invocation log.
    """

    actor: Actor
    region: str
    account: str
    template: Template
    weight: float
    rhythm: str
    slots: Slots | None = None
    twin: Template | None = None


def stream(
    actor: Actor,
    call: Call,
    weight: float,
    rhythm: str = ALWAYS,
    *,
    slots: Slots | None = None,
    twin: Template | None = None,
    account: str = "",
) -> Stream:
    """The stream of a call; `account` where it is not the caller's own."""
    return Stream(
        actor=actor,
        region=call.region,
        account=account or actor.account,
        template=trail_template(actor, call, account),
        weight=weight,
        rhythm=rhythm,
        slots=slots,
        twin=twin,
    )


def reading(source: str, name: str, region: str, parameters: Mapping[str, Any] | None = None, **more: Any) -> Call:
    """A management event that changes nothing."""
    return Call(
        source=source, name=name, region=region, parameters=parameters, host=f"{source}.{region}.amazonaws.com", **more
    )


def changing(source: str, name: str, region: str, parameters: Mapping[str, Any] | None = None, **more: Any) -> Call:
    """A management event that changes something."""
    return reading(source, name, region, parameters, read_only=False, **more)


def object_event(name: str, bucket: str, key: str, region: str, account: str, **more: Any) -> Call:
    """A data event of S3; `account` owns the bucket. Give bytes_in or bytes_out as text or slots.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-understanding-s3-entries.html
    """
    parameters = {"bucketName": bucket, "Host": f"{bucket}.s3.{region}.amazonaws.com", "key": key}
    return Call(
        source="s3",
        name=name,
        region=region,
        parameters=parameters | more.pop("parameters", {}),
        read_only=name.startswith(("Get", "Head", "List")),
        category=DATA,
        host=parameters["Host"],
        additional={
            "SignatureVersion": "SigV4",
            "CipherSuite": "TLS_AES_128_GCM_SHA256",
            "bytesTransferredIn": more.pop("bytes_in", 0),
            "AuthenticationMethod": "AuthHeader",
            "x-amz-id-2": "mX3kQb1Zt8sVw0yRfP5uNcJ7dLhGaE2i",
            "bytesTransferredOut": more.pop("bytes_out", 0),
        },
        resources=(
            {"type": "AWS::S3::Object", "ARN": f"arn:aws:s3:::{bucket}/{key}"},
            {"accountId": account, "type": "AWS::S3::Bucket", "ARN": f"arn:aws:s3:::{bucket}"},
        ),
        **more,
    )


def invocation(name: str, model: str, region: str, **more: Any) -> Call:
    """InvokeModel, Converse and their streaming forms: management events that read."""
    return Call(
        source="bedrock",
        name=name,
        region=region,
        parameters={"modelId": model},
        host=f"bedrock-runtime.{region}.amazonaws.com",
        **more,
    )


def endpoint_event(endpoint: str, region: str, account: str) -> Call:
    """InvokeEndpoint, a data event without parameters
    (https://docs.aws.amazon.com/sagemaker/latest/dg/logging-using-cloudtrail.html).
    """
    arn = f"arn:aws:sagemaker:{region}:{account}:endpoint/{endpoint}"
    return Call(
        source="sagemaker",
        name="InvokeEndpoint",
        region=region,
        category=DATA,
        resources=({"accountId": account, "type": "AWS::SageMaker::Endpoint", "ARN": arn},),
        host=f"runtime.sagemaker.{region}.amazonaws.com",
    )


def assumption(role: Actor, by: str, region: str) -> Call:
    """A service takes a role: the event of STS in the role's account. The slot `session_key` is the key that it was given."""
    return Call(
        source="sts",
        name="AssumeRole",
        region=region,
        parameters={"roleArn": role.arn, "roleSessionName": role.session},
        response={
            "credentials": {"accessKeyId": slot("session_key"), "expiration": slot("expiry")},
            "assumedRoleUser": {
                "assumedRoleId": f"{role.unique_id}:{role.session}",
                "arn": role.session_arn,
            },
        },
        resources=({"accountId": role.account, "type": "AWS::IAM::Role", "ARN": role.arn},),
        extra={"sharedEventID": slot("shared_id")},
        additional={"explicitTrustGrant": True} if by == "lambda" else None,
    )
