"""How commands that read single things of AWS reach it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelkeep.cli.settings import Settings

if TYPE_CHECKING:
    from modelkeep.bootstrap import AwsOptions


def aws_of(settings: Settings) -> AwsOptions:
    """Profile, role and endpoint, as the settings have them."""
    from modelkeep.bootstrap import AwsOptions

    return AwsOptions(
        profile=settings["profile"], role=settings["role"], external_id=settings["external_id"],
        organisation=settings["organisation"], endpoint_url=settings["endpoint_url"],
    )  # fmt: skip
