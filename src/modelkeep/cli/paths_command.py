"""`modelkeep paths`."""

from __future__ import annotations

from typing import Annotated

import typer

from modelkeep.cli.access_options import (
    IamDetailsOption,
    NoOrganizationOption,
    ResourcePoliciesOption,
    estate,
)
from modelkeep.cli.options import OutputOption, SnapshotOption, WorkspaceOption

EPILOG = """Examples:

  modelkeep paths --to fraud-detector

  modelkeep paths --to fraud-detector --from public

  modelkeep paths --to arn:aws:s3:::training-data --from data-scientist

  modelkeep paths --to fraud-detector --format svg -o paths.svg

  modelkeep paths --to deployment --from data-scientist --iam-details details.json"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("paths", epilog=EPILOG)(paths)


def paths(
    to: Annotated[str, typer.Option("--to", help="A model, user or role by name or ARN, or any resource by its ARN.")],
    start: Annotated[
        str | None,
        typer.Option("--from", help="A user or role by name or ARN, or `public`.", show_default="everybody"),
    ] = None,
    action: Annotated[
        list[str] | None,
        typer.Option(
            "--action", help="What else counts as reaching a resource, such as s3:DeleteObject; repeat for more."
        ),
    ] = None,
    most: Annotated[int, typer.Option("--most", min=1, help="How many paths to show.")] = 20,
    format: Annotated[str, typer.Option("--format", "-f", help="text, json, dot (Graphviz) or svg.")] = "text",  # noqa: A002
    output: OutputOption = None,
    snapshot: SnapshotOption = "latest",
    workspace: WorkspaceOption = None,
    iam_details: IamDetailsOption = None,
    resource_policies: ResourcePoliciesOption = None,
    no_organization: NoOrganizationOption = False,
) -> None:
    """Show by which steps a model, resource or role is reached: each with its permissions, statements and conditions.

    Steps are roles that let themselves be assumed, ways to more power, and what flows into models: artifacts, images, training
    data, documents. What one removal would cut comes after them, and then what was not read.
    """
    from modelkeep import bootstrap
    from modelkeep.adapters.export.files import written
    from modelkeep.adapters.export.paths_view import PATHS_FORMATS
    from modelkeep.app.paths import paths as find
    from modelkeep.cli.formats import require_format

    require_format(format, PATHS_FORMATS)
    with estate(workspace, snapshot, iam_details, resource_policies, no_organization) as (rows, ground):
        answer = find(
            ground, rows, bootstrap.load_techniques(), to=to, start=start, actions=tuple(action or ()), most=most
        )
    with written(output) as file:
        PATHS_FORMATS[format](answer, file)
