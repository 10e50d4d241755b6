"""The streams of the invented organisation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random

from modelkeep.engines.logs.organisation import cast, conversations
from modelkeep.engines.logs.organisation.actors import Actor
from modelkeep.engines.logs.organisation.cast import DEVELOPMENT, GLOBAL, HOME, MODELS, PRODUCTION, SECOND, SHARED
from modelkeep.engines.logs.organisation.records import Call, number_slot, slot
from modelkeep.engines.logs.organisation.streams import (
    ALWAYS,
    CUSTOMERS,
    NIGHT,
    OFFICE_HOURS,
    Slots,
    Stream,
    assumption,
    changing,
    endpoint_event,
    invocation,
    object_event,
    reading,
    stream,
)


def streams() -> tuple[Stream, ...]:
    """All of them; their weights add up to about 1,000."""
    return (
        *_inference(),
        *_storage(),
        *_keys_and_roles(),
        *_platform(),
        *_people(),
        *_refused(),
        *_audit(),
    )


def _inference() -> Iterator[Stream]:
    chat = conversations.conversation
    yield stream(
        cast.SUPPORT_CHAT,
        invocation("Converse", MODELS["chat"], HOME, additional={"inferenceRegion": "eu-central-1"}),
        110,
        CUSTOMERS,
        slots=chat,
        twin=conversations.support_chat(cast.SUPPORT_CHAT, HOME),
    )
    agent = conversations.orders_agent(cast.ORDERS_AGENT, HOME)
    yield stream(
        cast.ORDERS_AGENT, invocation("Converse", MODELS["small"], HOME), 22, OFFICE_HOURS, slots=chat, twin=agent
    )
    index = conversations.embedding(cast.SEARCH_INDEXER, HOME)
    yield stream(cast.SEARCH_INDEXER, invocation("InvokeModel", MODELS["embed"], HOME), 60, slots=chat, twin=index)
    night = conversations.summaries(cast.SUMMARIES, SECOND)
    yield stream(cast.SUMMARIES, invocation("InvokeModel", MODELS["notes"], SECOND), 12, NIGHT, slots=chat, twin=night)
    demo = conversations.summaries(cast.LEAKED_USER, HOME)
    yield stream(cast.LEAKED_USER, invocation("InvokeModel", MODELS["notes"], HOME), 1, NIGHT, slots=chat, twin=demo)
    for person in (cast.MARIA, cast.JONAS):
        tried = conversations.playground(person, SECOND)
        yield stream(
            person, invocation("InvokeModel", MODELS["llama"], SECOND), 3, OFFICE_HOURS, slots=chat, twin=tried
        )
    for endpoint, actor, weight in (
        ("fraud-scoring", cast.FRAUD_API, 100),
        ("churn-scoring", cast.CRM, 20),
        ("image-tagging", cast.CRM, 12),
    ):
        yield stream(actor, endpoint_event(endpoint, HOME, PRODUCTION), weight, CUSTOMERS)


def _storage() -> Iterator[Stream]:
    web = object_event(
        "GetObject", cast.WEB_BUCKET, f"img/{slot('file')}.webp", HOME, PRODUCTION, bytes_out=number_slot("size")
    )
    yield stream(cast.CRM, web, 120, CUSTOMERS, slots=_files(9000, 200_000))
    upload = object_event(
        "PutObject", cast.WEB_BUCKET, f"img/{slot('file')}.webp", HOME, PRODUCTION, bytes_in=number_slot("size")
    )
    yield stream(cast.CRM, upload, 18, CUSTOMERS, slots=_files(9000, 200_000))
    train = object_event(
        "GetObject",
        cast.TRAINING_BUCKET,
        f"fraud/current/part-{slot('file')}.parquet",
        HOME,
        PRODUCTION,
        bytes_out=number_slot("size"),
    )
    yield stream(cast.TRAINER, train, 30, NIGHT, slots=_files(400, 60_000_000))
    arrival = object_event(
        "PutObject",
        cast.TRAINING_BUCKET,
        f"fraud/current/part-{slot('file')}.parquet",
        HOME,
        PRODUCTION,
        bytes_in=number_slot("size"),
    )
    yield stream(cast.INGEST, arrival, 12, ALWAYS, slots=_files(400, 60_000_000))
    shard = object_event(
        "GetObject", cast.MODEL_BUCKET, slot("key_name"), HOME, PRODUCTION, bytes_out=number_slot("size")
    )
    yield stream(cast.ENDPOINT_ROLE, shard, 6, CUSTOMERS, slots=_keys(cast.SHARDS))
    churn = object_event(
        "GetObject", cast.MODEL_BUCKET, "churn/v3/model.tar.gz", HOME, PRODUCTION, bytes_out=412_000_331
    )
    yield stream(cast.ENDPOINT_ROLE, churn, 1.5, CUSTOMERS)
    page = object_event(
        "GetObject",
        cast.KNOWLEDGE_BUCKET,
        f"articles/{slot('file')}.md",
        HOME,
        PRODUCTION,
        bytes_out=number_slot("size"),
    )
    yield stream(cast.SEARCH_INDEXER, page, 25, NIGHT, slots=_files(600, 9_000))
    cost = object_event(
        "GetObject",
        "acme-cost-reports",
        f"cur/2026/{slot('file')}.csv.gz",
        GLOBAL,
        SHARED,
        bytes_out=number_slot("size"),
    )
    yield stream(cast.BILLING, cost, 3, OFFICE_HOURS, slots=_files(90, 4_000_000))
    head = object_event("HeadObject", cast.WEB_BUCKET, f"img/{slot('file')}.webp", HOME, PRODUCTION)
    yield stream(cast.CRM, head, 25, CUSTOMERS, slots=_files(9000, 1))


def _keys_and_roles() -> Iterator[Stream]:
    for actor, name, key, weight in (
        (cast.CRM, "Decrypt", cast.APP_KEY, 40),
        (cast.FRAUD_API, "Decrypt", cast.APP_KEY, 20),
        (cast.INGEST, "GenerateDataKey", cast.APP_KEY, 12),
        (cast.ENDPOINT_ROLE, "Decrypt", cast.MODEL_KEY, 7),
        (cast.TRAINER, "GenerateDataKey", cast.MODEL_KEY, 2),
    ):
        resource = {"accountId": PRODUCTION, "type": "AWS::KMS::Key", "ARN": key}
        context = {"encryptionContext": {"aws:s3:arn": f"arn:aws:s3:::{cast.WEB_BUCKET}"}, "keyId": key}
        yield stream(actor, reading("kms", name, HOME, context, resources=(resource,)), weight)
    taken = (
        ("ecs-tasks", cast.SUPPORT_CHAT, 12, HOME),
        ("ecs-tasks", cast.FRAUD_API, 12, HOME),
        ("ec2", cast.CRM, 8, HOME),
        ("ec2", cast.INGEST, 6, HOME),
        ("ec2", cast.ECS_AGENT, 8, HOME),
        ("lambda", cast.ORDERS_AGENT, 10, HOME),
        ("lambda", cast.SEARCH_INDEXER, 8, HOME),
        ("sagemaker", cast.ENDPOINT_ROLE, 3, HOME),
        ("sagemaker", cast.TRAINER, 2, HOME),
        ("sagemaker", cast.PIPELINE, 2, HOME),
        ("sagemaker", cast.NOTEBOOK_ROLE, 2, SECOND),
        ("lambda", cast.SUMMARIES, 3, SECOND),
    )
    for by, role, weight, region in taken:
        host = cast.service(f"{by}.amazonaws.com", role.account)
        yield stream(host, assumption(role, by, region), weight, slots=_session(role))
    secrets = {"secretId": f"arn:aws:secretsmanager:{HOME}:{PRODUCTION}:secret:crm/database-a1B2c3"}
    yield stream(cast.CRM, reading("secretsmanager", "GetSecretValue", HOME, secrets), 3)
    scoring = {"secretId": f"arn:aws:secretsmanager:{HOME}:{PRODUCTION}:secret:fraud/features-d4E5f6"}
    yield stream(cast.FRAUD_API, reading("secretsmanager", "GetSecretValue", HOME, scoring), 2)


def _platform() -> Iterator[Stream]:
    described = (
        ("ec2", "DescribeInstances", 18),
        ("ec2", "DescribeNetworkInterfaces", 10),
        ("ec2", "DescribeSecurityGroups", 6),
        ("s3", "GetBucketPolicy", 4),
        ("lambda", "ListFunctions20150331", 4),
        ("sagemaker", "DescribeEndpoint", 4),
        ("iam", "GetRole", 4),
        ("rds", "DescribeDBInstances", 4),
    )
    for source, name, weight in described:
        region = GLOBAL if source == "iam" else HOME
        yield stream(cast.CONFIG_ROLE, reading(source, name, region, {"maxResults": 100}), weight)
    yield stream(cast.SCALING, reading("ec2", "DescribeInstanceStatus", HOME, {"includeAllInstances": True}), 12)
    started = {
        "instanceType": "m7g.large",
        "minCount": 1,
        "maxCount": 1,
        "launchTemplate": {"launchTemplateId": "lt-0c1d2e3f4a5b6c7d8"},
    }
    ran = {"instancesSet": {"items": [{"instanceId": slot("instance"), "instanceType": "m7g.large"}]}}
    yield stream(
        cast.SCALING, changing("ec2", "RunInstances", HOME, started, response=ran), 2, CUSTOMERS, slots=_instance
    )
    ended = {"instancesSet": {"items": [{"instanceId": slot("instance")}]}}
    yield stream(cast.SCALING, changing("ec2", "TerminateInstances", HOME, ended), 2, CUSTOMERS, slots=_instance)
    ping = {"instanceId": "i-0a9b8c7d6e5f40312", "agentVersion": "3.3.2746.0", "agentStatus": "Active"}
    yield stream(cast.ECS_AGENT, changing("ssm", "UpdateInstanceInformation", HOME, ping), 25)
    log = {"logGroupName": "/aws/lambda/orders-agent-action", "logStreamName": f"2026/[$LATEST]{slot('file')}"}
    yield stream(cast.ORDERS_AGENT, changing("logs", "CreateLogStream", HOME, log), 12, slots=_files(10**6, 1))
    task = {"cluster": "apps", "containerInstance": f"arn:aws:ecs:{HOME}:{PRODUCTION}:container-instance/apps/9c1"}
    yield stream(cast.ECS_AGENT, changing("ecs", "SubmitTaskStateChange", HOME, task), 10)
    yield stream(
        cast.ECS_AGENT,
        reading("ecr", "BatchGetImage", HOME, {"repositoryName": "support-chat", "registryId": PRODUCTION}),
        4,
    )
    image = {"repositoryName": "fraud-inference", "registryId": PRODUCTION, "imageIds": [{"imageTag": "v7"}]}
    yield stream(cast.ENDPOINT_ROLE, reading("ecr", "BatchGetImage", HOME, image), 1.5, CUSTOMERS)
    metrics = {"startTime": "Oct 1, 2026, 9:00:00 AM", "metricDataQueries": []}
    yield stream(cast.CRM, reading("monitoring", "GetMetricData", HOME, metrics), 8)


def _people() -> Iterator[Stream]:
    clicks: tuple[tuple[Actor, str, Sequence[tuple[str, str]]], ...] = (
        (
            cast.PRIYA_CONSOLE,
            HOME,
            (
                ("ec2", "DescribeInstances"),
                ("cloudwatch", "DescribeAlarms"),
                ("sagemaker", "ListEndpoints"),
                ("s3", "ListBuckets"),
                ("health", "DescribeEventAggregates"),
                ("bedrock", "ListGuardrails"),
            ),
        ),
        (
            cast.AIKO_CONSOLE,
            HOME,
            (
                ("ec2", "DescribeVpcs"),
                ("iam", "ListRoles"),
                ("cloudtrail", "DescribeTrails"),
                ("kms", "ListAliases"),
                ("sagemaker", "DescribeEndpoint"),
                ("bedrock", "ListFoundationModels"),
                ("bedrock", "GetModelInvocationLoggingConfiguration"),
                ("guardduty", "ListFindings"),
            ),
        ),
        (
            cast.MARIA,
            SECOND,
            (
                ("sagemaker", "ListTrainingJobs"),
                ("sagemaker", "DescribeTrainingJob"),
                ("sagemaker", "ListNotebookInstances"),
                ("bedrock", "ListFoundationModels"),
                ("bedrock", "GetFoundationModel"),
                ("logs", "DescribeLogStreams"),
            ),
        ),
        (
            cast.JONAS,
            SECOND,
            (("sagemaker", "ListTrainingJobs"), ("s3", "ListBuckets"), ("bedrock", "ListFoundationModels")),
        ),
        (
            cast.LEE_CONSOLE,
            HOME,
            (("connect", "ListInstances"), ("cloudwatch", "GetDashboard"), ("logs", "StartQuery")),
        ),
    )
    for actor, region, calls in clicks:
        for source, name in calls:
            where = GLOBAL if source == "iam" else region
            yield stream(actor, reading(source, name, where, None), 1.6, OFFICE_HOURS)
    yield stream(cast.OMAR, reading("eks", "ListClusters", HOME), 2, OFFICE_HOURS)
    for source, name in (
        ("ec2", "DescribeSubnets"),
        ("iam", "GetPolicyVersion"),
        ("sagemaker", "DescribeModel"),
        ("bedrock", "GetGuardrail"),
    ):
        where = GLOBAL if source == "iam" else HOME
        yield stream(cast.RELEASE_FROM_CI, reading(source, name, where), 3, OFFICE_HOURS)


def _refused() -> Iterator[Stream]:
    """What people and programs try without being allowed to: part of every normal day."""

    def refused(actor: Actor, call: Call, weight: float, rhythm: str = OFFICE_HOURS) -> Stream:
        return stream(actor, call, weight, rhythm)

    def message(actor: Actor, action: str) -> str:
        who = f"User: {actor.session_arn} is not authorized to perform: {action}"
        return f"{who} because no identity-based policy allows the {action} action"

    for actor, source, name, region in (
        (cast.PRIYA_CONSOLE, "kms", "ListKeyPolicies", HOME),
        (cast.PRIYA_CONSOLE, "organizations", "DescribeOrganization", GLOBAL),
        (cast.LEE_CONSOLE, "cloudwatch", "ListMetricStreams", HOME),
        (cast.MARIA, "iam", "ListAttachedRolePolicies", GLOBAL),
    ):
        denied = reading(source, name, region, None, error="AccessDenied", message=message(actor, f"{source}:{name}"))
        yield refused(actor, denied, 1.2)
    raw = object_event(
        "GetObject",
        cast.TRAINING_BUCKET,
        "raw/customers.parquet",
        HOME,
        PRODUCTION,
        error="AccessDenied",
        message="Access Denied",
    )
    yield refused(cast.MARIA, raw, 0.6)
    missing = object_event(
        "GetObject",
        cast.WEB_BUCKET,
        f"img/{slot('file')}.webp",
        HOME,
        PRODUCTION,
        error="NoSuchKey",
        message="The specified key does not exist.",
    )
    yield stream(cast.CRM, missing, 6, CUSTOMERS, slots=_files(9000, 1))
    busy = invocation(
        "Converse",
        MODELS["chat"],
        HOME,
        error="ThrottlingException",
        message="Too many requests, please wait before trying again.",
    )
    yield stream(cast.SUPPORT_CHAT, busy, 1.5, CUSTOMERS)
    long = invocation(
        "InvokeModel",
        MODELS["llama"],
        SECOND,
        error="ValidationException",
        message="Malformed input request, please reformat your input.",
    )
    yield refused(cast.MARIA, long, 0.4)


def _audit() -> Iterator[Stream]:
    asked = (
        ("iam", "ListUsers", GLOBAL),
        ("iam", "GenerateCredentialReport", GLOBAL),
        ("bedrock", "ListFoundationModels", HOME),
        ("bedrock", "GetModelInvocationLoggingConfiguration", HOME),
        ("bedrock", "ListGuardrails", HOME),
        ("sagemaker", "ListModels", HOME),
        ("sagemaker", "DescribeNotebookInstance", SECOND),
        ("s3", "GetBucketPublicAccessBlock", HOME),
        ("kms", "GetKeyPolicy", HOME),
        ("cloudtrail", "GetEventSelectors", HOME),
        ("ec2", "DescribeSnapshotAttribute", HOME),
    )
    for source, name, region in asked:
        yield stream(cast.AUDITOR_IN_PRODUCTION, reading(source, name, region), 1, NIGHT)
        if region != SECOND:
            yield stream(cast.AUDITOR, reading(source, name, region), 0.6, NIGHT)
    yield stream(
        cast.service("cloudtrail.amazonaws.com", SHARED),
        object_event(
            "PutObject", cast.LOG_BUCKET, f"AWSLogs/{slot('file')}.json.gz", HOME, SHARED, bytes_in=number_slot("size")
        ),
        20,
        slots=_files(10**7, 90_000),
    )
    yield stream(cast.service("delivery.logs.amazonaws.com", DEVELOPMENT), reading("s3", "GetBucketAcl", SECOND), 3)


def _files(count: int, size: int) -> Slots:
    def values(rng: Random) -> Mapping[str, str]:
        return {"file": f"{int(rng.random() * count):07d}", "size": str(int(rng.random() * size) + 400)}

    return values


def _keys(names: Sequence[str]) -> Slots:
    def values(rng: Random) -> Mapping[str, str]:
        return {"key_name": rng.choice(names), "size": "4294967296"}

    return values


def _instance(rng: Random) -> Mapping[str, str]:
    return {"instance": f"i-{rng.getrandbits(68):017x}"}


def _session(role: Actor) -> Callable[[Random], Mapping[str, str]]:
    def values(rng: Random) -> Mapping[str, str]:
        shared = f"{rng.getrandbits(128):032x}"
        return {
            "session_key": role.access_key(shared[:6]),
            "expiry": "Oct 1, 2026, 10:00:00 PM",
            "shared_id": f"{shared[:8]}-{shared[8:12]}-{shared[12:16]}-{shared[16:20]}-{shared[20:]}",
        }

    return values
