"""What happens in the invented organisation by the calendar: releases, trainings, sign-ins, rotations and other changes.

Much of it looks like the attacks that rules look for, and is none: that is what it is for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from modelkeep.engines.logs.organisation import cast
from modelkeep.engines.logs.organisation.actors import WEB_IDENTITY, Actor
from modelkeep.engines.logs.organisation.cast import DEVELOPMENT, GLOBAL, HOME, MODELS, PRODUCTION, SECOND, SHARED
from modelkeep.engines.logs.organisation.parameters import (
    endpoint_config,
    event_selectors,
    guardrail,
    invocation_logging,
    training_job,
)
from modelkeep.engines.logs.organisation.records import Call
from modelkeep.engines.logs.organisation.streams import changing, invocation, object_event, reading
from modelkeep.engines.logs.organisation.surprises import SURPRISES

HOUR, MINUTE = 3600, 60


class Appointment(NamedTuple):
    """One event: seconds after midnight (UTC), who, what, and in which account where that is not the caller's own."""

    at: int
    actor: Actor
    call: Call
    account: str = ""


Entries = Callable[[int, str], Iterator[Appointment]]


def appointments(day: int, date: str, weekday: int) -> Iterator[Appointment]:
    """The events of a day: `day` counts from 0 where the history begins, `date` is YYYYMMDD, `weekday` 0 for Monday."""
    yield from _every_day(day, date)
    if weekday < 5:
        yield from _workday(day, date)
    for entries in _WEEKLY.get(weekday, ()):
        yield from entries(day, date)
    for entries in _ONCE.get(day, ()):
        yield from entries(day, date)
    for happenings in SURPRISES.get(day, ()):
        yield from (Appointment(at, actor, call) for at, actor, call in happenings())


def _every_day(_: int, date: str) -> Iterator[Appointment]:
    yield Appointment(
        2 * HOUR + 600, cast.PIPELINE, changing("sagemaker", "StartPipelineExecution", HOME, {"pipelineName": "fraud"})
    )
    yield Appointment(
        2 * HOUR + 700,
        cast.PIPELINE,
        changing("sagemaker", "CreateTrainingJob", HOME, training_job(f"fraud-nightly-{date}")),
    )
    output = object_event(
        "PutObject",
        cast.MODEL_BUCKET,
        f"fraud/fraud-nightly-{date}/output/model.tar.gz",
        HOME,
        PRODUCTION,
        bytes_in=398_112_004,
    )
    yield Appointment(4 * HOUR, cast.TRAINER, output)
    sync = {"knowledgeBaseId": cast.KNOWLEDGE_BASE, "dataSourceId": cast.DATA_SOURCE}
    yield Appointment(3 * HOUR + 60, cast.SEARCH_INDEXER, changing("bedrock", "StartIngestionJob", HOME, sync))
    snapshot = {"volumeId": "vol-0f9e8d7c6b5a43210", "description": "nightly"}
    backup = cast.service("dlm.amazonaws.com", PRODUCTION)
    yield Appointment(1 * HOUR, backup, changing("ec2", "CreateSnapshot", HOME, snapshot))
    yield Appointment(5 * HOUR, cast.SCALING, reading("ec2", "DescribeInstanceTypes", HOME))


def _workday(_: int, date: str) -> Iterator[Appointment]:
    for actor, at in ((cast.PRIYA_CONSOLE, 8), (cast.AIKO_CONSOLE, 9), (cast.LEE_CONSOLE, 8)):
        yield Appointment(at * HOUR + int(date) % 1200, actor, _sign_in())
    notebook = {"notebookInstanceName": cast.NOTEBOOK}
    yield Appointment(8 * HOUR, cast.MARIA, changing("sagemaker", "StartNotebookInstance", SECOND, notebook))
    url = changing(
        "sagemaker",
        "CreatePresignedNotebookInstanceUrl",
        SECOND,
        notebook | {"sessionExpirationDurationInSeconds": 43200},
        response=None,
    )
    yield Appointment(8 * HOUR + 900, cast.MARIA, url)
    yield Appointment(8 * HOUR + 960, cast.NOTEBOOK_ROLE, reading("sts", "GetCallerIdentity", SECOND))
    yield Appointment(9 * HOUR, cast.NOTEBOOK_ROLE, reading("sagemaker", "ListTrainingJobs", SECOND))
    own = object_event(
        "GetObject", "acme-ml-sandbox", "samples/fraud-1pct.parquet", SECOND, DEVELOPMENT, bytes_out=18_220_101
    )
    yield Appointment(9 * HOUR + 300, cast.NOTEBOOK_ROLE, own)
    yield Appointment(17 * HOUR, cast.MARIA, changing("sagemaker", "StopNotebookInstance", SECOND, notebook))


def _sign_in() -> Call:
    """Through the identity provider: CloudTrail says that no MFA was used, because the provider asked for it."""
    return Call(
        source="signin",
        name="ConsoleLogin",
        region=HOME,
        parameters=None,
        response={"ConsoleLogin": "Success"},
        read_only=False,
        event_type="AwsConsoleSignIn",
        additional={"MobileVersion": "No", "MFAUsed": "No"},
    )


def _release(_: int, date: str) -> Iterator[Appointment]:
    web = {
        "roleArn": cast.RELEASE.arn,
        "roleSessionName": cast.RELEASE.session,
        "durationSeconds": 3600,
    }
    github = Actor(
        kind=WEB_IDENTITY,
        account=PRODUCTION,
        name="repo:acme/models:ref:refs/heads/main",
        ip=cast.RELEASE_FROM_CI.ip,
        agent=cast.TERRAFORM,
    )
    yield Appointment(10 * HOUR, github, changing("sts", "AssumeRoleWithWebIdentity", HOME, web))
    model, config = f"fraud-{date}", f"fraud-config-{date}"
    created: Mapping[str, Any] = {
        "modelName": model,
        "executionRoleArn": cast.ENDPOINT_ROLE.arn,
        "primaryContainer": {
            "image": f"{PRODUCTION}.dkr.ecr.{HOME}.amazonaws.com/fraud-inference:v7",
            "modelDataUrl": f"s3://{cast.MODEL_BUCKET}/fraud/v7/",
        },
        "enableNetworkIsolation": True,
    }
    steps = (
        ("CreateModel", created),
        ("CreateEndpointConfig", endpoint_config(config, model)),
        ("UpdateEndpoint", {"endpointName": "fraud-scoring", "endpointConfigName": config}),
    )
    for number, (name, parameters) in enumerate(steps):
        call = changing("sagemaker", name, HOME, parameters)
        yield Appointment(10 * HOUR + 120 + 40 * number, cast.RELEASE_FROM_CI, call)


def _registration(_: int, date: str) -> Iterator[Appointment]:
    arn = f"arn:aws:sagemaker:{HOME}:{PRODUCTION}:model-package/fraud/{int(date) % 1000}"
    pending = {"modelPackageGroupName": "fraud", "modelApprovalStatus": "PendingManualApproval"}
    created = changing("sagemaker", "CreateModelPackage", HOME, pending, response={"modelPackageArn": arn})
    yield Appointment(5 * HOUR, cast.PIPELINE, created)
    approved = {"modelPackageArn": arn, "modelApprovalStatus": "Approved"}
    yield Appointment(14 * HOUR, cast.OMAR, changing("sagemaker", "UpdateModelPackage", HOME, approved))


def _infrastructure(_: int, date: str) -> Iterator[Appointment]:
    actor = cast.RELEASE_FROM_CI
    yield Appointment(11 * HOUR, actor, changing("bedrock", "UpdateGuardrail", HOME, guardrail()))
    policy = {
        "bucketName": cast.WEB_BUCKET,
        "bucketPolicy": {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": "cloudfront.amazonaws.com"},
                    "Action": "s3:GetObject",
                    "Resource": f"arn:aws:s3:::{cast.WEB_BUCKET}/*",
                }
            ],
        },
    }
    yield Appointment(11 * HOUR + 60, actor, changing("s3", "PutBucketPolicy", HOME, policy))
    code = {"functionName": "orders-agent-action", "publish": True, "dryRun": False}
    yield Appointment(11 * HOUR + 120, actor, changing("lambda", "UpdateFunctionCode20150331v2", HOME, code))
    attach = {"roleName": "crm-backend", "policyArn": f"arn:aws:iam::{PRODUCTION}:policy/crm-read"}
    yield Appointment(11 * HOUR + 180, actor, changing("iam", "AttachRolePolicy", GLOBAL, attach))
    rule = {
        "groupId": "sg-0a1b2c3d4e5f67890",
        "ipPermissions": {
            "items": [
                {"ipProtocol": "tcp", "fromPort": 443, "toPort": 443, "ipRanges": {"items": [{"cidrIp": "10.0.0.0/8"}]}}
            ]
        },
    }
    yield Appointment(11 * HOUR + 240, actor, changing("ec2", "AuthorizeSecurityGroupIngress", HOME, rule))
    prepare = {"agentId": cast.AGENT}
    yield Appointment(11 * HOUR + 300, actor, changing("bedrock", "PrepareAgent", HOME, prepare))


def _upkeep(_: int, date: str) -> Iterator[Appointment]:
    session = {"target": "i-0a9b8c7d6e5f40312"}
    yield Appointment(13 * HOUR, cast.OMAR, changing("ssm", "StartSession", HOME, session))
    yield Appointment(
        13 * HOUR + 1500, cast.OMAR, changing("ssm", "TerminateSession", HOME, {"sessionId": f"omar.haddad-{date}"})
    )
    hourly = {"accountId": SHARED, "type": "AWS::KMS::Key", "ARN": cast.APP_KEY}
    rotated = Call(
        source="kms",
        name="RotateKey",
        region=HOME,
        read_only=False,
        event_type="AwsServiceEvent",
        resources=(hourly,),
        details={"keyId": cast.APP_KEY.rpartition("/")[2], "rotationType": "AUTOMATIC"},
    )
    yield Appointment(22 * HOUR, cast.service("kms.amazonaws.com", PRODUCTION), rotated)
    lifecycle = {
        "bucketName": cast.WEB_BUCKET,
        "LifecycleConfiguration": {"Rule": {"ID": "old-versions", "Status": "Enabled", "Expiration": {"Days": 90}}},
    }
    yield Appointment(15 * HOUR, cast.RELEASE_FROM_CI, changing("s3", "PutBucketLifecycle", HOME, lifecycle))


def _key_rotation(_: int, __: str) -> Iterator[Appointment]:
    user = {"userName": cast.BILLING.name}
    key = cast.BILLING.access_key("")
    made = {"accessKey": {"userName": cast.BILLING.name, "accessKeyId": key, "status": "Active"}}
    yield Appointment(9 * HOUR + 600, cast.AIKO_SHARED, changing("iam", "CreateAccessKey", GLOBAL, user, response=made))
    old = user | {"accessKeyId": cast.BILLING.at(ip="").access_key("")[:-2] + "AA"}
    yield Appointment(
        9 * HOUR + 1800, cast.AIKO_SHARED, changing("iam", "UpdateAccessKey", GLOBAL, old | {"status": "Inactive"})
    )
    yield Appointment(16 * HOUR, cast.AIKO_SHARED, changing("iam", "DeleteAccessKey", GLOBAL, old))


def _selectors(_: int, __: str) -> Iterator[Appointment]:
    same = changing("cloudtrail", "PutEventSelectors", HOME, event_selectors())
    yield Appointment(10 * HOUR + 300, cast.AIKO_SHARED, same)


def _logging(_: int, __: str) -> Iterator[Appointment]:
    same = changing("bedrock", "PutModelInvocationLoggingConfiguration", HOME, invocation_logging())
    yield Appointment(12 * HOUR, cast.RELEASE_FROM_CI, same)


def _test_key(_: int, __: str) -> Iterator[Appointment]:
    admin = Actor(
        kind=cast.AIKO.kind,
        account=DEVELOPMENT,
        name=cast.AIKO.name,
        path=cast.AIKO.path,
        session=cast.AIKO.session,
        ip=cast.AIKO.ip,
        agent=cast.AIKO.agent,
    )
    gone = {"keyId": cast.TEST_KEY, "pendingWindowInDays": 30}
    yield Appointment(15 * HOUR, admin, changing("kms", "ScheduleKeyDeletion", HOME, gone))


def _new_region(_: int, __: str) -> Iterator[Appointment]:
    """The platform team tries a region for its models, once, while rules learn."""
    yield Appointment(10 * HOUR, cast.OMAR, reading("bedrock", "ListFoundationModels", "us-west-2"))
    for minute in range(3):
        yield Appointment(
            10 * HOUR + 120 + minute * MINUTE, cast.OMAR, invocation("Converse", MODELS["small"], "us-west-2")
        )


def _conference(_: int, __: str) -> Iterator[Appointment]:
    away = cast.JONAS.at(ip="192.0.2.88")
    for minute in range(4):
        yield Appointment(14 * HOUR + minute * 700, away, reading("sagemaker", "ListTrainingJobs", SECOND))
    yield Appointment(15 * HOUR, away, invocation("InvokeModel", MODELS["llama"], SECOND))


def _starter(name: str) -> Entries:
    """Somebody new begins to work, and invokes a model for the first time."""

    def first_day(_: int, __: str) -> Iterator[Appointment]:
        person = Actor(
            kind=cast.MARIA.kind,
            account=DEVELOPMENT,
            name=cast.MARIA.name,
            path=cast.MARIA.path,
            session=f"{name}@example.com",
            ip=f"{cast.OFFICE}.44",
            agent=cast.CLI,
        )
        yield Appointment(9 * HOUR, person, reading("sts", "GetCallerIdentity", SECOND))
        yield Appointment(9 * HOUR + 400, person, reading("bedrock", "ListFoundationModels", SECOND))
        for minute in range(3):
            yield Appointment(10 * HOUR + minute * MINUTE, person, invocation("InvokeModel", MODELS["llama"], SECOND))

    return first_day


_WEEKLY: Mapping[int, tuple[Entries, ...]] = {
    1: (_release,),
    2: (_registration,),
    3: (_infrastructure,),
    4: (_upkeep,),
}
_ONCE: Mapping[int, tuple[Entries, ...]] = {
    2: (_selectors, _logging),
    3: (_new_region,),
    5: (_key_rotation,),
    9: (_test_key,),
    12: (_starter("nina.berg"),),
    17: (_conference,),
    24: (_selectors, _logging),
    33: (_key_rotation, _starter("tom.okafor")),
}
