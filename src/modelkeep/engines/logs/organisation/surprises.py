"""What is new in the invented organisation in the days that are judged, and harmless: rules that learn have never seen it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from modelkeep.engines.logs.organisation import cast
from modelkeep.engines.logs.organisation.actors import ROLE, Actor
from modelkeep.engines.logs.organisation.cast import DEVELOPMENT, GLOBAL, HOME, MODELS, PRODUCTION, SECOND
from modelkeep.engines.logs.organisation.records import Call
from modelkeep.engines.logs.organisation.streams import changing, endpoint_event, invocation, object_event, reading

HOUR = 3600

Happening = tuple[int, Actor, Call]
"""Seconds after midnight, who, and what."""

RETURNS = Actor(
    kind=ROLE,
    account=PRODUCTION,
    name="returns-service",
    session="returns-service",
    ip="10.20.4.91",
    agent=cast.BOTO.format(minor=51),
    vpc_endpoint=cast.VPCE,
)
"""An application that goes live in the judged days."""


def denied_deployment() -> Iterator[Happening]:
    """A deployment whose role lacks rights is refused in a row, until somebody gives them."""
    role = cast.RELEASE_FROM_CI
    why = f"User: {role.session_arn} is not authorized to perform"
    for number in range(25):
        source, name = (("ecs", "RegisterTaskDefinition"), ("elasticloadbalancing", "CreateTargetGroup"))[number % 2]
        refused = changing(source, name, HOME, None, error="AccessDenied", message=f"{why}: {source}:{name}")
        yield 9 * HOUR + 20 * number, role, refused


def new_application() -> Iterator[Happening]:
    """A role is made by the release, and its application calls a model for the first time."""
    release = cast.RELEASE_FROM_CI
    trust = {
        "roleName": RETURNS.name,
        "assumeRolePolicyDocument": '{"Statement": [{"Principal": {"Service": "ecs-tasks.amazonaws.com"}}]}',
    }
    yield 10 * HOUR, release, changing("iam", "CreateRole", GLOBAL, trust)
    policy = {
        "roleName": RETURNS.name,
        "policyName": "returns",
        "policyDocument": '{"Statement": [{"Effect": "Allow", "Action": "bedrock:InvokeModel", "Resource": "*"}]}',
    }
    yield 10 * HOUR + 30, release, changing("iam", "PutRolePolicy", GLOBAL, policy)
    for number in range(12):
        yield 11 * HOUR + 400 * number, RETURNS, invocation("Converse", MODELS["small"], HOME)
        image = object_event("GetObject", cast.WEB_BUCKET, f"img/{number:07d}.webp", HOME, PRODUCTION, bytes_out=80_000)
        yield 11 * HOUR + 400 * number + 3, RETURNS, image


def evaluation() -> Iterator[Happening]:
    """A data scientist compares models on the console, which asks for each whether it is open."""
    for number, model in enumerate(MODELS.values()):
        asked = reading("bedrock", "GetFoundationModelAvailability", SECOND, {"modelId": model})
        yield 14 * HOUR + 2 * number, cast.MARIA_CONSOLE, asked


def update_of_tools() -> Iterator[Happening]:
    """A new version of the command line, and a day in another room of the office."""
    newer = cast.MARIA.at(
        ip=f"{cast.OFFICE}.87", agent=cast.CLI.replace("2.31.3", "2.32.0").replace("3.13.7", "3.13.9")
    )
    for number in range(4):
        yield 9 * HOUR + 600 * number, newer, reading("sagemaker", "ListTrainingJobs", SECOND)
    yield 12 * HOUR, newer, invocation("InvokeModel", MODELS["llama"], SECOND)


def shared_snapshot() -> Iterator[Happening]:
    """A snapshot is shared with an account of the same organisation, to test a restore."""
    shared = {
        "snapshotId": "snap-0a1b2c3d4e5f60718",
        "attributeType": "CREATE_VOLUME_PERMISSION",
        "createVolumePermission": {"add": {"items": [{"userId": DEVELOPMENT}]}},
    }
    yield 15 * HOUR, cast.AIKO, changing("ec2", "ModifySnapshotAttribute", HOME, shared)


def sale() -> Iterator[Happening]:
    """An hour of a sale: the shop asks its models more than ever."""
    for number in range(150):
        yield 18 * HOUR + 20 * number, cast.FRAUD_API, endpoint_event("fraud-scoring", HOME, PRODUCTION)


SURPRISES: Mapping[int, tuple[Callable[[], Iterator[Happening]], ...]] = {
    30: (denied_deployment, shared_snapshot),
    31: (new_application, evaluation),
    32: (sale,),
    34: (update_of_tools,),
}
"""By day of the history, from 0."""
