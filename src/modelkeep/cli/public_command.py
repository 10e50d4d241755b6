"""`modelkeep public`."""

from __future__ import annotations

import typer

from modelkeep.cli.access_options import (
    EXIT_CODES,
    AccessEverythingOption,
    FormatOption,
    IamDetailsOption,
    NoOrganizationOption,
    ResourcePoliciesOption,
    ground,
    show,
)
from modelkeep.cli.formats import require_format
from modelkeep.cli.options import OutputOption, SnapshotOption, WorkspaceOption

EPILOG = f"""Examples:

  modelkeep public

  modelkeep public --everything --format jsonl -o open.jsonl

{EXIT_CODES}
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("public", epilog=EPILOG)(public)


def public(
    everything: AccessEverythingOption = False,
    format: FormatOption = "table",  # noqa: A002
    output: OutputOption = None,
    snapshot: SnapshotOption = "latest",
    workspace: WorkspaceOption = None,
    iam_details: IamDetailsOption = None,
    resource_policies: ResourcePoliciesOption = None,
    no_organization: NoOrganizationOption = False,
) -> None:
    """Show what the outside can do with anything that a model depends on: everybody, other accounts, services."""
    from modelkeep.adapters.export.public_view import PUBLIC_FORMATS
    from modelkeep.engines.access.asking.exposure import exposed

    require_format(format, PUBLIC_FORMATS)
    place = ground(workspace, snapshot, iam_details, resource_policies, no_organization)
    show(exposed(place, everything=everything), format, PUBLIC_FORMATS, output)
