"""`modelkeep policy`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from modelkeep.cli.formats import require_format
from modelkeep.cli.options import (
    ControlIdsOption,
    ControlProfileOption,
    ControlsOption,
    OutputOption,
    PracticesOption,
    SeveritiesOption,
)

if TYPE_CHECKING:
    from modelkeep.cli.choice import Choice
    from modelkeep.cli.settings import Settings

EPILOG = """Examples:

  modelkeep policy > modelkeep-policy.json

  modelkeep policy --control-profile strict

  modelkeep policy --practice network --format terraform

  modelkeep policy --push securityhub --format terraform
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("policy", epilog=EPILOG)(policy)


IncrementalOption = Annotated[
    bool, typer.Option("--incremental", help="Also what `scan --incremental` asks CloudTrail.")
]
OrgOption = Annotated[
    bool,
    typer.Option("--org", help="Also what `scan --org`, or a push with --org, needs to enter the other accounts."),
]
PushOption = Annotated[
    str | None,
    typer.Option("--push", help="Instead: only what `push` to this service needs (securityhub), which no scan does."),
]
FormatOption = Annotated[str, typer.Option("--format", "-f", help="json, terraform or cloudformation.")]


def policy(
    controls: ControlsOption = None,
    control_profile: ControlProfileOption = None,
    control: ControlIdsOption = None,
    practice: PracticesOption = None,
    severity: SeveritiesOption = None,
    org: OrgOption = False,
    incremental: IncrementalOption = False,
    push: PushOption = None,
    format: FormatOption = "json",  # noqa: A002
    output: OutputOption = None,
) -> None:
    """Print the smallest read-only IAM policy for exactly the calls that the chosen controls need.

    With --push, the smallest policy for pushing findings.
    """
    from modelkeep.adapters.aws.actions import actions_for
    from modelkeep.adapters.export.files import write_text
    from modelkeep.adapters.export.policy import FORMATS, PUSHING, SCANNING, policy_documents
    from modelkeep.cli.choice import Choice
    from modelkeep.cli.settings import resolve
    from modelkeep.core.errors import UsageError

    require_format(format, FORMATS)
    if push is None:
        settings = resolve({"controls": controls, "control_profile": control_profile})
        choice = Choice(control or (), practice or (), severity or ())
        calls, purpose = _scanning(settings, choice, org=org, incremental=incremental), SCANNING
    elif controls or control_profile or control or practice or severity or incremental:
        raise UsageError(
            "--push needs the same whatever was scanned",
            remedy="Leave out the options that choose controls, and --incremental.",
        )
    else:
        calls, purpose = _pushing(push, org=org), PUSHING
    write_text(FORMATS[format](policy_documents(actions_for(calls), purpose), purpose), output)


def _scanning(settings: Settings, choice: Choice, *, org: bool, incremental: bool) -> frozenset[str]:
    from modelkeep.app.scan import wanted_tables
    from modelkeep.cli.choice import chosen
    from modelkeep.core.coverage import SAVES_CALLS
    from modelkeep.core.kinds import calls_for

    catalogue, selection = chosen(settings, choice)
    calls = calls_for(wanted_tables(selection.controls, catalogue.relations)) | {"ec2:DescribeRegions"}
    if incremental:
        calls |= {SAVES_CALLS}
    return calls | {"organizations:ListAccounts", "sts:AssumeRole"} if org else calls


def _pushing(service: str, *, org: bool) -> frozenset[str]:
    from modelkeep.adapters.aws.security_hub import Access, calls_of
    from modelkeep.core.errors import UsageError

    if service != "securityhub":
        raise UsageError(f"nothing is pushed to {service!r}", remedy="Choose securityhub.")
    return calls_of(Access(organisation=org))
