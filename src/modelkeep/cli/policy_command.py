"""`modelkeep policy`."""

from __future__ import annotations

from typing import Annotated

import typer

from modelkeep.cli.options import (
    ControlIdsOption,
    ControlProfileOption,
    ControlsOption,
    OutputOption,
    PracticesOption,
    SeveritiesOption,
)

EPILOG = """Examples:

  modelkeep policy > modelkeep-policy.json

  modelkeep policy --control-profile strict

  modelkeep policy --practice network --format terraform
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("policy", epilog=EPILOG)(policy)


def policy(
    controls: ControlsOption = None,
    control_profile: ControlProfileOption = None,
    control: ControlIdsOption = None,
    practice: PracticesOption = None,
    severity: SeveritiesOption = None,
    org: Annotated[bool, typer.Option("--org", help="Also what `scan --org` needs in the management account.")] = False,
    incremental: Annotated[
        bool, typer.Option("--incremental", help="Also what `scan --incremental` asks CloudTrail.")
    ] = False,
    format: Annotated[str, typer.Option("--format", "-f", help="json, terraform or cloudformation.")] = "json",  # noqa: A002
    output: OutputOption = None,
) -> None:
    """Print the smallest read-only IAM policy for exactly the calls that the chosen controls need."""
    from modelkeep.adapters.aws.actions import actions_for
    from modelkeep.adapters.export.files import write_text
    from modelkeep.adapters.export.policy import FORMATS, policy_documents
    from modelkeep.app.scan import wanted_tables
    from modelkeep.cli.choice import Choice, chosen
    from modelkeep.cli.settings import resolve
    from modelkeep.core.coverage import SAVES_CALLS
    from modelkeep.core.errors import UsageError
    from modelkeep.core.kinds import calls_for

    if format not in FORMATS:
        raise UsageError(f"unknown format {format!r}", remedy=f"Choose one of {', '.join(FORMATS)}.")
    settings = resolve({"controls": controls, "control_profile": control_profile})
    catalogue, selection = chosen(settings, Choice(control or (), practice or (), severity or ()))
    calls = calls_for(wanted_tables(selection.controls, catalogue.relations)) | {"ec2:DescribeRegions"}
    if incremental:
        calls |= {SAVES_CALLS}
    if org:
        calls |= {"organizations:ListAccounts", "sts:AssumeRole"}
    write_text(FORMATS[format](policy_documents(actions_for(calls))), output)
