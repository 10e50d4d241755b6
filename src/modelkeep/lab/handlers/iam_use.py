"""IAM's access advisor, which moto 5.2.5 lacks: reports of when an identity last used a service.

The tag `lab:ai-last-used` of a role or user says before how many days; without it, yesterday.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from moto.iam.models import IAMBackend, iam_backends

from modelkeep.lab.handlers import AwsError, Lab, Reply, Request, handles

LAST_USED_TAG = "lab:ai-last-used"
NAMES = {"sagemaker": "Amazon SageMaker", "bedrock": "Amazon Bedrock", "bedrock-agentcore": "Amazon Bedrock AgentCore"}


@handles("iam", "GenerateServiceLastAccessedDetails")
def generate_service_last_accessed_details(lab: Lab, request: Request) -> Reply:
    """Order a report."""
    arn = request.parameters["Arn"]
    job = hashlib.sha256(arn.encode()).hexdigest()[:36]
    lab.collection(request, "last_accessed")[job] = arn
    return {"JobId": job}


@handles("iam", "GetServiceLastAccessedDetails")
def get_service_last_accessed_details(lab: Lab, request: Request) -> Reply:
    """The report: the AI services that the identity's policies name."""
    arn = lab.collection(request, "last_accessed").get(request.parameters["JobId"])
    if arn is None:
        raise AwsError("NoSuchEntity", "There is no such job.", 404)
    now = datetime.now(UTC)
    backend: IAMBackend = iam_backends[request.account]["aws"]
    identity = next(
        each for each in (*backend.roles.values(), *backend.users.values()) if each.arn == arn
    )  # fmt: skip
    tags = {tag["Key"]: tag["Value"] for tag in _tags(identity)}
    used = now - timedelta(days=int(tags.get(LAST_USED_TAG, "1")))
    actions = json.dumps(list(_documents(backend, identity)))
    return {
        "JobStatus": "COMPLETED",
        "JobCreationDate": now,
        "JobCompletionDate": now,
        "IsTruncated": False,
        "ServicesLastAccessed": [
            {"ServiceName": name, "ServiceNamespace": service, "LastAuthenticated": used}
            for service, name in NAMES.items()
            if f"{service}:" in actions
        ],
    }


def _tags(identity: Any) -> Any:
    found = identity.tags or []
    return found.values() if isinstance(found, dict) else found


def _documents(backend: IAMBackend, identity: Any) -> Iterator[Any]:
    groups = [group for group in backend.groups.values() if identity in getattr(group, "users", ())]
    for each in (identity, *groups):
        yield from dict(getattr(each, "policies", {})).values()
        for policy in each.managed_policies.values():
            yield from (version.document for version in policy.versions)
