"""Tags, read in bulk through the Resource Groups Tagging API instead of once per resource."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from modelkeep.core.tables import Row, support


@support("tagged", calls="resourcegroupstaggingapi:GetResources")
class Tagged(Row):
    """A resource that has or had tags. Resources of the API's services that are not listed have none."""

    tags: Mapping[str, str]


@support("jumpstart_version", calls="resourcegroupstaggingapi:GetResources sagemaker:ListHubContentVersions")
class JumpStartVersion(Row):
    """A version of a JumpStart model that a tag or a model package in the region names; `arn` is the public hub's for that version.

    A model that the hub does not know has no row.
    """

    model_id: str | None = None
    version: str | None = None
    support_status: str | None = None
    """Supported, Deprecated or Restricted; '' where the hub does not say."""
    created_at: datetime | None = None
