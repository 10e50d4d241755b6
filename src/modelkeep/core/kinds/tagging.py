"""Tags, read in bulk through the Resource Groups Tagging API instead of once per resource."""

from __future__ import annotations

from collections.abc import Mapping

from modelkeep.core.tables import Row, support


@support("tagged", calls="resourcegroupstaggingapi:GetResources")
class Tagged(Row):
    """A resource that has or had tags. Resources of the API's services that are not listed have none."""

    tags: Mapping[str, str]
