"""`modelkeep findings`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from modelkeep.cli.living import living
from modelkeep.cli.options import (
    ControlIdsOption,
    ControlsOption,
    OutputOption,
    OwnersOption,
    PracticesOption,
    SeveritiesOption,
    SnapshotOption,
    StatusOption,
    WorkspaceOption,
)

EPILOG = """Examples:

  modelkeep findings --severity critical --severity high

  modelkeep findings --model fraud-detector --status all

  modelkeep findings --new-since previous

  modelkeep findings --owner fraud-team --no-suppressed

  modelkeep findings --format sarif -o findings.sarif
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("findings", epilog=EPILOG)(findings)


ModelsOption = Annotated[
    list[str] | None, typer.Option("--model", "-m", help="Only what belongs to this model; repeat for more.")
]
AccountsOption = Annotated[list[str] | None, typer.Option("--account", help="Only this account; repeat for more.")]
OnlyRegionsOption = Annotated[
    list[str] | None, typer.Option("--region", "-r", help="Only this region; repeat for more.")
]
ResourceOption = Annotated[str, typer.Option("--resource", help="Only resources whose ARN or name contains this.")]
NewSinceOption = Annotated[
    str | None,
    typer.Option(
        "--new-since",
        help="Only what was opened, reopened, became unknown or was fixed since this snapshot: an id, the beginning of one, "
        "latest, previous, or a day as 2026-01-31.",
    ),
]
SuppressedOption = Annotated[
    bool | None,
    typer.Option("--suppressed/--no-suppressed", help="Only what is suppressed, or only what is not. Default: both."),
]
FormatOption = Annotated[
    str, typer.Option("--format", "-f", help="table, json, jsonl, csv, sarif, ocsf, asff, junit or html.")
]
ExitCodeOption = Annotated[bool, typer.Option("--exit-code", help="End with the snapshot's exit code instead of 0.")]


def findings(
    practice: PracticesOption = None,
    severity: SeveritiesOption = None,
    model: ModelsOption = None,
    account: AccountsOption = None,
    region: OnlyRegionsOption = None,
    control: ControlIdsOption = None,
    resource: ResourceOption = "",
    new_since: NewSinceOption = None,
    owner: OwnersOption = None,
    suppressed: SuppressedOption = None,
    status: StatusOption = None,
    format: FormatOption = "table",  # noqa: A002
    output: OutputOption = None,
    snapshot: SnapshotOption = "latest",
    controls: ControlsOption = None,
    workspace: WorkspaceOption = None,
    exit_code: ExitCodeOption = False,
) -> None:
    """Show the findings of a scan, chosen by practice, severity, model, account, region, control, owner and status.

    Findings that are suppressed are shown and marked; the exit code does not count them.
    """
    from modelkeep import bootstrap
    from modelkeep.app.findings import Filter
    from modelkeep.app.since import snapshot_of, time_of
    from modelkeep.cli.render import write_findings
    from modelkeep.cli.settings import resolve

    settings = resolve({"workspace": workspace, "controls": controls})
    place = bootstrap.open_workspace(Path(settings["workspace"]), living(settings))
    chosen = Filter(
        practices=_choices("practice", practice),
        severities=_choices("severity", severity),
        verdicts=verdicts(status),
        models=tuple(model or ()),
        accounts=tuple(account or ()),
        regions=tuple(region or ()),
        controls=tuple(control or ()),
        resource=resource,
        owners=tuple(owner or ()),
        suppressed=suppressed,
        new_since=time_of(snapshot_of(place, new_since)) if new_since else None,
    )
    found = place.snapshot(snapshot)
    catalogue = bootstrap.load_catalogue([Path(folder) for folder in settings["controls"]])
    code = write_findings(found, catalogue.controls, format, output, chosen)
    raise typer.Exit(code if exit_code else 0)


def _choices(what: str, given: list[str] | None) -> frozenset:  # type: ignore[type-arg]  # of Practice or Severity
    from modelkeep.core.errors import UsageError
    from modelkeep.core.verdict import Practice, Severity

    kind = {"practice": Practice, "severity": Severity}[what]
    try:
        return frozenset(kind(each) for each in given or ())
    except ValueError as error:
        names = ", ".join(each.value for each in kind)
        raise UsageError(f"unknown {what}: {error}", remedy=f"Choose from {names}.") from error


def verdicts(status: list[str] | None) -> frozenset:  # type: ignore[type-arg]  # of Verdict
    """The verdicts that --status names; an empty set means all. Raises UsageError."""
    from modelkeep.core.errors import UsageError
    from modelkeep.core.verdict import Verdict

    chosen = [each.lower() for each in status or ("fail", "unknown")]
    if "all" in chosen:
        return frozenset()
    known = {verdict.value.lower(): verdict for verdict in Verdict}
    for each in chosen:
        if each not in known:
            raise UsageError(f"unknown status {each!r}", remedy="Choose from fail, unknown, pass and all.")
    return frozenset(known[each] for each in chosen)
