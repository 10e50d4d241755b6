"""What OpenSearch Serverless decides by data access policies, a language of its own: no IAM policy names these permissions.

https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-data-access.html: being granted them is not enough, the
principal needs `aoss:APIAccessAll` on the collection too.
"""

from __future__ import annotations

from collections.abc import Mapping

API_ACCESS = "aoss:APIAccessAll"

_ALSO_OF_IAM = ("aoss:CreateIndex", "aoss:DeleteIndex", "aoss:UpdateIndex")
"""Names that data access policies share with actions of IAM, which are about the service's own API."""
PERMISSIONS: Mapping[str, tuple[str, ...]] = {
    "collection": tuple(f"aoss:{verb}CollectionItems" for verb in ("Create", "Delete", "Describe", "Update")),
    "index": ("aoss:DescribeIndex", "aoss:ReadDocument", "aoss:WriteDocument", *_ALSO_OF_IAM),
    "model": tuple(f"aoss:{verb}MLResource" for verb in ("Create", "Delete", "Describe", "Execute", "Update")),
}
"""The permissions by the type of resource that they are about."""

_BY_LOWER = {each.lower(): each for several in PERMISSIONS.values() for each in several if each not in _ALSO_OF_IAM}
EVERY_PERMISSION = tuple(_BY_LOWER.values())
"""Those of which no action of IAM has the name."""


def permission(action: str) -> str:
    """The permission of data access policies that an action is, in AWS's spelling; '' for actions of IAM."""
    return _BY_LOWER.get(action.lower(), "")
