"""`modelkeep least-privilege`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from modelkeep.cli.access_options import IamDetailsOption, NoOrganizationOption, ResourcePoliciesOption, estate
from modelkeep.cli.formats import require_format
from modelkeep.cli.options import OutputOption, SnapshotOption, WorkspaceOption

if TYPE_CHECKING:
    from modelkeep.engines.access.least.report import LeastPrivilege

EPILOG = """Examples:

  modelkeep least-privilege fraud-pipeline > policy.json     # by the events in the lake (modelkeep logs ingest)

  modelkeep least-privilege fraud-pipeline --events logs/ > policy.json

  modelkeep least-privilege fraud-pipeline --events logs/ --format terraform -o policy.tf --report report.json

  modelkeep least-privilege fraud-pipeline --events logs/ --iam-details account.json --resource-policies policies/

  modelkeep least-privilege arn:aws:iam::111122223333:role/trainer --events a.json.gz --events b.json.gz --data-events s3

Exit codes: 0 every recorded call is allowed by the new policy, 3 no event is the role's, 4 something was not read or not judged and
nothing keeps it, 13 a recorded call would break.
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("least-privilege", epilog=EPILOG)(least_privilege)


EventsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--events",
        metavar="FILE|FOLDER",
        help="CloudTrail's files: as delivered, as `aws cloudtrail lookup-events` prints them, or one record a line; gzipped or "
        "not. Repeat for more. Without it, the events of the workspace's lake.",
    ),
]
FormatOption = Annotated[str, typer.Option("--format", "-f", help="json, terraform or cloudformation.")]
ReportOption = Annotated[
    Path | None,
    typer.Option(
        "--report", help="Write the reasons to this file instead of standard error; as JSON where it ends in .json."
    ),
]
RemoveOption = Annotated[
    bool,
    typer.Option("--remove-unjudged", help="Also remove permissions of which no event could tell that they are used."),
]
CompleteOption = Annotated[
    list[str] | None,
    typer.Option(
        "--data-events",
        metavar="SERVICE",
        help="The data events of this service (s3, lambda, ...) are recorded for all resources; repeat for more.",
    ),
]


def least_privilege(
    role: Annotated[str, typer.Argument(metavar="ROLE", help="The role's name or ARN.")],
    events: EventsOption = None,
    format: FormatOption = "json",  # noqa: A002
    output: OutputOption = None,
    report: ReportOption = None,
    remove_unjudged: RemoveOption = False,
    data_events: CompleteOption = None,
    snapshot: SnapshotOption = "latest",
    workspace: WorkspaceOption = None,
    iam_details: IamDetailsOption = None,
    resource_policies: ResourcePoliciesOption = None,
    no_organization: NoOrganizationOption = False,
) -> None:
    """Write the policy that a role needs by what CloudTrail recorded, with the reason for each statement, and prove that nothing breaks."""
    from modelkeep import bootstrap, bootstrap_access
    from modelkeep.adapters.cloudtrail.reading import read_events
    from modelkeep.adapters.export.files import write_text
    from modelkeep.adapters.export.role_policy import ROLE_POLICY_FORMATS
    from modelkeep.adapters.lake.trail import lake_events
    from modelkeep.app.least_privilege import Asked
    from modelkeep.app.least_privilege import least_privilege as find
    from modelkeep.cli.settings import resolve

    require_format(format, ROLE_POLICY_FORMATS)
    folder = Path(resolve({"workspace": workspace})["workspace"])
    table = bootstrap.load_action_table(folder)
    asked = Asked(role=role, complete=_services(data_events or (), table.services), removes_unjudged=remove_unjudged)
    recorded = read_events(events) if events else lake_events(bootstrap.lake_folder(folder), role.rpartition("/")[2])
    with estate(workspace, snapshot, iam_details, resource_policies, no_organization) as (rows, ground):
        found = find(rows, ground.world, table, bootstrap_access.load_event_facts(), recorded, asked, ground.source)
    write_text(ROLE_POLICY_FORMATS[format](found.written.documents(), found.role), output)
    _tell(found, report)
    raise typer.Exit(found.exit_code)


def _services(names: list[str] | tuple[str, ...], known: tuple[str, ...]) -> frozenset[str]:
    from modelkeep.core.errors import UsageError

    for name in names:
        if name not in known:
            raise UsageError(f"the action table knows no service {name!r}", remedy="Name it by its prefix, such as s3.")
    return frozenset(names)


def _tell(found: LeastPrivilege, file: Path | None) -> None:
    import sys

    from modelkeep.adapters.export.files import written
    from modelkeep.adapters.export.least_view import write_json, write_text

    if file is None:
        write_text(found, sys.stderr)
        return
    with written(file) as out:
        (write_json if file.suffix == ".json" else write_text)(found, out)
