"""Which resource holds the policy that governs another, and which kinds of resources can hold one at all.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html, column "Resource-based policies".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from modelkeep.core.arn import parse_arn
from modelkeep.engines.access.data_access import permission
from modelkeep.engines.access.patterns import covers, has_wildcard, overlaps

_WITH_POLICIES = frozenset({
    "acm-pca", "backup", "cloudtrail", "codeartifact", "codebuild", "dynamodb", "ecr", "elasticfilesystem", "es",
    "events", "execute-api", "glacier", "glue", "kinesis", "kms", "lambda", "lex", "logs", "mediastore", "mobiletargeting",
    "rekognition", "s3", "s3-object-lambda", "s3-outposts", "s3express", "s3tables", "s3vectors", "schemas", "secretsmanager",
    "serverlessrepo", "ses", "signer", "sns", "sqs", "vpc-lattice", "xray",
})  # fmt: skip

_PARTIAL = {
    "sagemaker": re.compile(r"(model-package(-group)?|endpoint)/"),
    "aoss": re.compile(r"collection/"),
    "apigateway": re.compile(r"/domainnames/[^/]+\Z"),
    "bedrock": re.compile(r"(guardrail|guardrail-profile|knowledge-base)/"),
    "bedrock-agentcore": re.compile(r"(runtime|gateway)/"),
}
"""Services of which some resources can hold a policy; others of SageMaker and Bedrock are shared through AWS RAM. The policy of an API
is about requests to it, which execute-api names, and not about changes of the API
(https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies.html), and of Bedrock's
resources only these have (https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-resource-based-policies.html and
https://docs.aws.amazon.com/bedrock/latest/APIReference/API_agent_PutResourcePolicy.html).
"""


_SHAREABLE = re.compile(
    r"arn:[^:]+:(sagemaker:[^:]*:\d{12}:(feature-group|hub|lineage-group|model-card|model-package-group|pipeline|sagemaker-catalog)"
    r"|bedrock:[^:]*:\d{12}:custom-model)/"
)
"""https://docs.aws.amazon.com/ram/latest/userguide/shareable.html#shareable-sagemaker and
https://docs.aws.amazon.com/bedrock/latest/userguide/share-model.html"""


@lru_cache(maxsize=65536)
def is_shareable(resource: str) -> bool:
    """Whether AWS RAM can share the resource with other accounts."""
    return _SHAREABLE.match(resource) is not None


@lru_cache(maxsize=65536)
def may_have_policy(resource: str) -> bool:
    """Whether a policy may hang on this resource, or on what holds it."""
    parts = parse_arn(resource)
    if parts is None:
        return False
    if parts.service == "kms":
        return parts.resource.startswith("key/")
    partial = _PARTIAL.get(parts.service)
    if partial is not None:
        return partial.match(parts.resource) is not None
    return parts.service in _WITH_POLICIES


def is_governed(action: str, resource: str) -> bool:
    """Whether policies on the resource bear on the action: those of SageMaker's endpoints are about requests to them alone
    (https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_PutEndpointPolicy.html), and data access policies about what is in a
    collection (https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-data-access.html).
    """
    if ":aoss:" in resource:
        return bool(permission(action))
    return not (":sagemaker:" in resource and ":endpoint/" in resource) or action.lower().startswith(_REQUESTS)


_REQUESTS = ("sagemaker:invoke", "sagemaker:*")


@lru_cache(maxsize=65536)
def holder_of(resource: str) -> str:
    """The ARN of the resource whose policy governs another: the bucket of an object, the group of a model package, ...

    A version or alias of a function has a policy of its own
    (https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html).
    """
    parts = parse_arn(resource)
    if parts is None:
        return resource
    start = resource[: len(resource) - len(parts.resource)]
    if parts.service == "s3" and not parts.account:
        return start + parts.resource.partition("/")[0]
    if parts.service == "s3" and parts.resource.startswith("accesspoint/"):
        return start + "/".join(parts.resource.split("/")[:2])
    if parts.service == "sagemaker" and parts.resource.startswith("model-package/"):
        return f"{start}model-package-group/{parts.resource.split('/')[1]}"
    if parts.service == "execute-api":
        return f"{start}{parts.resource.partition('/')[0]}/*"
    return resource


_ANY_METHOD, _ANY_ROUTE = "ANY", "$default"


@dataclass(frozen=True, slots=True)
class Front:
    """A method of an API, or all of one where they let in callers alike. `arn` is a pattern of what execute-api:Invoke names, `api` the
    API's own ARN. `leads`: something answers behind it, and not API Gateway itself.
    """

    arn: str
    api: str
    method: str = ""
    path: str = ""
    leads: bool = True

    @property
    def label(self) -> str:
        """The method as people write it; '' for all."""
        return f"{self.method} {self.path}".strip()

    def takes(self, method: str, path: str) -> bool:
        """Whether a request of this method and path may come here."""
        if self.method == _ANY_ROUTE:
            return True
        if self.method not in (_ANY_METHOD, method):
            return False
        parts = (_path_part(each) for each in self.path.strip("/").split("/"))
        return re.fullmatch("/".join(parts), path.strip("/")) is not None

    @property
    def rank(self) -> tuple[bool, tuple[int, ...], bool]:
        """The lowest of those that take a request has it: what is written out goes before a parameter, that before the rest of a path.

        https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
        """
        kinds = tuple(2 if each.endswith("+}") else 1 if each.startswith("{") else 0 for each in self.path.split("/"))
        return self.method == _ANY_ROUTE, kinds, self.method == _ANY_METHOD


def _path_part(part: str) -> str:
    if not part.startswith("{"):
        return re.escape(part)
    return ".+" if part.endswith("+}") else "[^/]+"


class Fronts:
    """The APIs that are known, by method where methods let in callers in different ways."""

    def __init__(self, fronts: Iterable[Front] = ()) -> None:
        """Puts together what is of one API."""
        self._of: dict[str, list[Front]] = {}
        for each in fronts:
            self._of.setdefault(holder_of(each.arn), []).append(each)

    def __iter__(self) -> Iterator[Front]:
        """All that lead somewhere."""
        return (each for fronts in self._of.values() for each in fronts if each.leads)

    def holder(self, resource: str) -> str:
        """The ARN of the target that decides about a request: that of the method, or of the whole API where that cannot be told."""
        whole = holder_of(resource)
        fronts = self._of.get(whole, [])
        if any(each.arn == resource for each in fronts):
            return resource
        if has_wildcard(resource):
            near = [each for each in fronts if overlaps(each.arn, resource)]
            return near[0].arn if len(near) == 1 and covers(near[0].arn, resource) else whole
        method, _, path = resource[len(whole) - 1 :].partition("/")[2].partition("/")
        fitting = sorted((each for each in fronts if each.takes(method, path)), key=lambda each: each.rank)
        return fitting[0].arn if fitting else whole
