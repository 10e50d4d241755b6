"""Who works in the invented organisation, what it owns, and what a scan of it would know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from modelkeep.engines.logs.organisation.actors import ROLE, SERVICE, USER, Actor

PRODUCTION: Final = "111122223333"
DEVELOPMENT: Final = "444455556666"
SHARED: Final = "777788889999"
FOREIGN: Final = "999988887777"
"""An account that is not the organisation's."""

HOME: Final = "eu-west-1"
GLOBAL: Final = "us-east-1"
"""Where global services (IAM) record."""
SECOND: Final = "eu-central-1"

OFFICE: Final = "198.51.100"
"""The office's network, /24."""
STAFF_HOMES: Final = "203.0.113"
ELSEWHERE: Final = "192.0.2"
"""Where the attackers of scenarios come from."""

CONSOLE: Final = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
CLI: Final = "aws-cli/2.31.3 md/awscrt#0.27.6 ua/2.1 os/linux#6.8.0 md/arch#x86_64 lang/python#3.13.7 md/pyimpl#CPython"
BOTO: Final = "Boto3/1.40.{minor} md/Botocore#1.40.{minor} ua/2.1 os/linux#6.1.150 md/arch#aarch64 lang/python#3.12.11"
TERRAFORM: Final = (
    "APN/1.0 HashiCorp/1.0 Terraform/1.13.3 terraform-provider-aws/6.14.1 aws-sdk-go-v2/1.39.2 os/linux lang/go#1.24.6"
)
SAGEMAKER_HOST: Final = "sagemaker.amazonaws.com"

MODEL_BUCKET: Final = "acme-ml-models"
TRAINING_BUCKET: Final = "acme-ml-training"
KNOWLEDGE_BUCKET: Final = "acme-support-kb"
LOG_BUCKET: Final = "acme-org-trail"
INVOCATION_LOG_BUCKET: Final = "acme-bedrock-logs"
WEB_BUCKET: Final = "acme-web-assets"
MODEL_KEY: Final = f"arn:aws:kms:{HOME}:{PRODUCTION}:key/0f6e2d71-3c55-4d0a-9a53-77b1f0c4e2aa"
APP_KEY: Final = f"arn:aws:kms:{HOME}:{PRODUCTION}:key/5b1c9e0d-8d3e-4d8c-bb0d-6a2f1e9c7d10"
TEST_KEY: Final = f"arn:aws:kms:{HOME}:{DEVELOPMENT}:key/9f8e7d6c-1b2a-4c3d-8e9f-001122334455"
TRAIL: Final = f"arn:aws:cloudtrail:{HOME}:{SHARED}:trail/acme-organization"
GUARDRAIL: Final = "gr4x7k2m9p1q"
KNOWLEDGE_BASE: Final = "KB7Q2W9E4R"
DATA_SOURCE: Final = "DS3T6Y8U1I"
AGENT: Final = "AG5H8J2K4L"
NOTEBOOK: Final = "research-nb"
ENDPOINTS: Final = ("fraud-scoring", "churn-scoring", "image-tagging")
SHARDS: Final = tuple(f"fraud/v7/model-{number:05d}-of-00012.safetensors" for number in range(1, 13))
MODELS: Final = {
    "chat": "eu.anthropic.claude-sonnet-4-20250514-v1:0",
    "notes": "eu.anthropic.claude-3-haiku-20240307-v1:0",
    "small": "eu.amazon.nova-lite-v1:0",
    "embed": "amazon.titan-embed-text-v2:0",
    "rerank": "cohere.command-r-plus-v1:0",
    "llama": "eu.meta.llama3-2-3b-instruct-v1:0",
}
CANARY: Final = "acme-canary-7f3b9e21"
"""A planted string; its object is CANARY_OBJECT."""
CANARY_OBJECT: Final = f"s3://{MODEL_BUCKET}/archive/payroll-llm/model.tar.gz"

VPCE: Final = "vpce-0a1b2c3d4e5f60718"


def _sso(account: str, permission_set: str, person: str, ip: str, *, console: bool = False) -> Actor:
    return Actor(
        kind=ROLE,
        account=account,
        name=f"AWSReservedSSO_{permission_set}_4f1c2b3a5d6e7f80",
        path="/aws-reserved/sso.amazonaws.com/eu-west-1/",
        session=f"{person}@example.com",
        ip=ip,
        agent=CONSOLE if console else CLI,
        console=console,
    )


def _workload(account: str, name: str, session: str, ip: str, minor: int = 22, *, path: str = "/") -> Actor:
    return Actor(
        kind=ROLE,
        account=account,
        name=name,
        session=session,
        path=path,
        ip=ip,
        agent=BOTO.format(minor=minor),
        vpc_endpoint=VPCE,
    )


def service(host: str, account: str) -> Actor:
    """A service that calls of its own accord."""
    return Actor(kind=SERVICE, account=account, name=host)


MARIA: Final = _sso(DEVELOPMENT, "DataScientist", "maria.lopez", f"{OFFICE}.21")
MARIA_CONSOLE: Final = _sso(DEVELOPMENT, "DataScientist", "maria.lopez", f"{OFFICE}.21", console=True)
JONAS: Final = _sso(DEVELOPMENT, "DataScientist", "jonas.weber", f"{STAFF_HOMES}.77")
AIKO_CONSOLE: Final = _sso(PRODUCTION, "PlatformAdmin", "aiko.tanaka", f"{OFFICE}.34", console=True)
AIKO: Final = _sso(PRODUCTION, "PlatformAdmin", "aiko.tanaka", f"{OFFICE}.34")
AIKO_SHARED: Final = _sso(SHARED, "PlatformAdmin", "aiko.tanaka", f"{OFFICE}.34")
OMAR: Final = _sso(PRODUCTION, "PlatformAdmin", "omar.haddad", f"{STAFF_HOMES}.12")
PRIYA_CONSOLE: Final = _sso(PRODUCTION, "ReadOnly", "priya.nair", f"{OFFICE}.58", console=True)
LEE_CONSOLE: Final = _sso(PRODUCTION, "SupportLead", "lee.morgan", f"{OFFICE}.63", console=True)
AUDITOR: Final = _workload(SHARED, "security-audit", "nightly-scan", "10.40.3.18")
AUDITOR_IN_PRODUCTION: Final = _workload(PRODUCTION, "security-audit", "nightly-scan", "10.40.3.18")
RELEASE: Final = _workload(PRODUCTION, "model-release", "GitHubActions", f"{OFFICE}.200", path="/ci/")
RELEASE_FROM_CI: Final = RELEASE.at(ip="203.0.113.201", agent=TERRAFORM)
PIPELINE: Final = _workload(PRODUCTION, "ml-pipeline", "PipelineExecution", "10.20.7.5", path="/ml/")
INGEST: Final = _workload(PRODUCTION, "training-ingest", "i-0b7c5d3e9f1a2b4c6", "10.20.9.41")
SUPPORT_CHAT: Final = _workload(PRODUCTION, "support-chat", "support-chat-7d9f6b", "10.20.4.12")
SEARCH_INDEXER: Final = _workload(PRODUCTION, "search-indexer", "search-indexer", "10.20.4.40")
ORDERS_AGENT: Final = _workload(PRODUCTION, "orders-agent", "orders-agent-action", "10.20.5.9")
SUMMARIES: Final = _workload(DEVELOPMENT, "meeting-summaries", "summaries-worker", "10.30.2.7")
FRAUD_API: Final = _workload(PRODUCTION, "fraud-api", "fraud-api-5c8d7e", "10.20.6.31")
CRM: Final = _workload(PRODUCTION, "crm-backend", "i-0d9e8f7a6b5c4d3e2", "10.20.6.77")
TRAINER: Final = _workload(PRODUCTION, "model-trainer", "SageMaker", "10.20.8.14", path="/ml/")
ENDPOINT_ROLE: Final = _workload(PRODUCTION, "endpoint-execution", "SageMaker", "10.20.8.60", path="/ml/")
NOTEBOOK_ROLE: Final = _workload(DEVELOPMENT, "notebook-execution", "SageMaker", "10.30.8.20", path="/ml/")
SCALING: Final = Actor(
    kind=ROLE,
    account=PRODUCTION,
    name="AWSServiceRoleForAutoScaling",
    path="/aws-service-role/autoscaling.amazonaws.com/",
    session="AutoScaling",
    invoked_by="autoscaling.amazonaws.com",
)
CONFIG_ROLE: Final = Actor(
    kind=ROLE,
    account=PRODUCTION,
    name="AWSServiceRoleForConfig",
    path="/aws-service-role/config.amazonaws.com/",
    session="AWSConfig-Describe",
    invoked_by="config.amazonaws.com",
)
ECS_AGENT: Final = _workload(PRODUCTION, "ecs-instance", "i-0a9b8c7d6e5f40312", "10.20.1.15")
BILLING: Final = Actor(
    kind=USER,
    account=SHARED,
    name="billing-export",
    ip=f"{OFFICE}.9",
    agent=BOTO.format(minor=18),
)
"""A user with a long-term key, as old organisations have one."""

LEAKED_USER: Final = Actor(
    kind=USER, account=PRODUCTION, name="chat-demo", ip=f"{OFFICE}.40", agent=BOTO.format(minor=11)
)
"""A user whose key leaks in scenarios; benign use is a nightly demo."""

ESTATE: Final[Mapping[str, tuple[str, ...]]] = {
    "owned_accounts": (PRODUCTION, DEVELOPMENT, SHARED),
    "model_artifact_uris": (
        f"s3://{MODEL_BUCKET}/fraud/v7/",
        f"s3://{MODEL_BUCKET}/churn/v3/model.tar.gz",
        f"s3://{MODEL_BUCKET}/archive/payroll-llm/model.tar.gz",
    ),
    "owned_buckets": (
        *(MODEL_BUCKET, TRAINING_BUCKET, KNOWLEDGE_BUCKET, LOG_BUCKET, INVOCATION_LOG_BUCKET, WEB_BUCKET),
        *("acme-cost-reports", "acme-ml-sandbox", "acme-ml-capture"),
    ),
    "model_buckets": (MODEL_BUCKET,),
    "model_artifact_keys": (*SHARDS, "churn/v3/model.tar.gz", "archive/payroll-llm/model.tar.gz"),
    "model_artifact_prefixes": ("fraud/v7/",),
    "training_buckets": (TRAINING_BUCKET,),
    "training_prefixes": ("fraud/current/", "churn/current/"),
    "knowledge_base_buckets": (KNOWLEDGE_BUCKET,),
    "model_keys": (MODEL_KEY,),
    "model_repositories": ("fraud-inference",),
    "agent_functions": ("orders-agent-action",),
    "execution_roles": (TRAINER.arn, ENDPOINT_ROLE.arn, NOTEBOOK_ROLE.arn),
    "release_roles": (RELEASE.arn, PIPELINE.arn),
    "log_buckets": (LOG_BUCKET, INVOCATION_LOG_BUCKET),
    "endpoints": ENDPOINTS,
    "captured_endpoints": ENDPOINTS[:1],
    "inference_components": (),
    "agentcore_roles": (),
    "guardrail_required": (),
    "guarded_models": (MODELS["chat"],),
    "owned_networks": (f"{OFFICE}.0/24", "10.0.0.0/8"),
    "canaries": (CANARY, CANARY_OBJECT),
    "hourly_budget": ("40",),
    "model_prices": ("*=0.003/0.015",),
}
"""What a scan of the organisation, and its people, would put in place of the rules' placeholders. The prices are invented."""
