"""`modelkeep push`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from modelkeep.cli.options import (
    ControlsOption,
    EndpointOption,
    ExternalIdOption,
    ProfileOption,
    RoleOption,
    SnapshotOption,
    StatusOption,
    WorkspaceOption,
)

if TYPE_CHECKING:
    from modelkeep.app.push import PushRequest
    from modelkeep.bootstrap import AwsOptions
    from modelkeep.cli.settings import Settings
    from modelkeep.core.errors import ModelkeepError
    from modelkeep.core.push import Item, PlaceTally, PushReport
    from modelkeep.ports import Manifest

app = typer.Typer(help="Send findings to a service that keeps them.", no_args_is_help=True)

EPILOG = """Needs securityhub:BatchImportFindings on * in every account: `modelkeep policy --push securityhub` prints the policy; that of
a scan only reads. Exit codes: 0 everything is there, 1 something was refused, 3 the snapshot holds no finding.

Examples:

  modelkeep push securityhub --dry-run

  modelkeep push securityhub --profile audit --region eu-central-1

  modelkeep push securityhub --org --role ModelkeepPush

  modelkeep push securityhub --status all
"""
REFUSALS = 20
"""How many kinds of refusals are told one by one."""


@app.callback()
def push() -> None:
    """Send findings to a service that keeps them."""


@app.command("securityhub", epilog=EPILOG)
def securityhub(
    snapshot: SnapshotOption = "latest",
    status: StatusOption = None,
    account: Annotated[
        list[str] | None, typer.Option("--account", help="Only to this account; repeat for more.")
    ] = None,
    region: Annotated[
        list[str] | None, typer.Option("--region", "-r", help="Only to this region; repeat for more.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be sent, and send nothing.")] = False,
    profile: ProfileOption = None,
    role: RoleOption = None,
    external_id: ExternalIdOption = None,
    org: Annotated[
        bool, typer.Option("--org", help="Enter every account by --role or OrganizationAccountAccessRole.")
    ] = False,
    endpoint_url: EndpointOption = None,
    controls: ControlsOption = None,
    workspace: WorkspaceOption = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only what was refused.")] = False,
) -> None:
    """Import a scan's findings into AWS Security Hub, each into its own account and region.

    Only what is new or has changed since the last push is sent. What was fixed becomes PASSED, what is gone is archived, and
    what this scan did not look at is left as it is. A push that was stopped goes on where it was.
    """
    from modelkeep.app.push import PushRequest
    from modelkeep.cli.findings_command import verdicts
    from modelkeep.cli.settings import resolve

    settings = resolve({
        "profile": profile, "role": role, "external_id": external_id, "organisation": org or None,
        "endpoint_url": endpoint_url, "controls": controls, "workspace": workspace,
    })  # fmt: skip
    request = PushRequest(verdicts=verdicts(status), accounts=frozenset(account or ()), regions=frozenset(region or ()))
    report = _pushed(settings, snapshot, request, dry_run=dry_run)
    raise typer.Exit(_show(report, dry_run=dry_run, quiet=quiet))


def _pushed(settings: Settings, snapshot: str, request: PushRequest, *, dry_run: bool) -> PushReport:
    from modelkeep import bootstrap
    from modelkeep.app.push import plan, push
    from modelkeep.cli.living import living

    folder = Path(settings["workspace"])
    found = bootstrap.open_workspace(folder, living(settings)).snapshot(snapshot)
    _check_places(request.accounts, request.regions, found.manifest)
    catalogue = bootstrap.load_catalogue([Path(each) for each in settings["controls"]])
    render = bootstrap.asff_of(catalogue.controls)
    with bootstrap.push_ledger(folder, "securityhub", reading=dry_run) as ledger:
        if dry_run:
            return plan(request, found, ledger, render, bootstrap.clock, _tell)
        receiver = bootstrap.security_hub(_options(settings))
        try:
            return push(request, found, ledger, receiver, render, bootstrap.clock)
        except KeyboardInterrupt:
            raise _interrupted() from None


def _options(settings: Settings) -> AwsOptions:
    from modelkeep import bootstrap

    return bootstrap.AwsOptions(
        profile=settings["profile"],
        role=settings["role"],
        external_id=settings["external_id"],
        organisation=settings["organisation"],
        endpoint_url=settings["endpoint_url"],
        concurrency=settings["concurrency"],
    )


def _check_places(accounts: frozenset[str], regions: frozenset[str], manifest: Manifest) -> None:
    """Raise UsageError for a place that the snapshot does not know: a typing error must not look like "nothing to send"."""
    from modelkeep.app.findings import unknown

    for what, names, known in (("account", accounts, manifest.accounts), ("region", regions, manifest.regions)):
        for name in sorted(names - set(known)):
            raise unknown(what, name, sorted(known))


def _interrupted() -> ModelkeepError:
    from modelkeep.core.errors import ModelkeepError

    return ModelkeepError(
        "interrupted; what was accepted is remembered", remedy="The same command goes on where it stopped."
    )


def _tell(item: Item) -> None:
    """One finding of a dry run."""
    from modelkeep.adapters.export.text import visible

    document, found = item.document, item.sent.finding
    state = "ARCHIVED" if document["RecordState"] == "ARCHIVED" else document["Compliance"]["Status"]
    place = item.sent.place
    typer.echo(
        f"{item.reason.value:9}  {state:13}  {found.severity.value:8}  {place.account}  {place.region}  {found.control}  "
        f"{visible(found.resource)}"
    )


def _show(report: PushReport, *, dry_run: bool, quiet: bool) -> int:
    """Tell what happened; returns the exit code."""
    from modelkeep.cli.console import err, out
    from modelkeep.core.words import plural

    say = err() if dry_run else out()
    if not quiet:
        for place, tally in sorted(report.places.items()):
            say.print(f"{place.account} {place.region}: {_told(tally, dry_run=dry_run)}", highlight=False, markup=False)
        for count, what in (
            (report.not_looked, "that was sent before and that this scan did not look at: left as it is"),
            (report.newer, "that a later scan was pushed about: left as it is"),
        ):
            if count:
                say.print(f"{plural(count, 'finding')} {what}", highlight=False, markup=False)
        if not report.places:
            say.print("Nothing to send.", highlight=False)
    _complain(report)
    total = report.total()
    if total.refused:
        return 1
    return 0 if report.findings or total.accepted else 3


def _told(tally: PlaceTally, *, dry_run: bool) -> str:
    from modelkeep.core.push import Reason

    words = {Reason.NEW: "new", Reason.CHANGED: "changed", Reason.REFRESHED: "refreshed", Reason.GONE: "archived"}
    parts = [f"{tally.sent[reason]:,} {word}" for reason, word in words.items() if tally.sent.get(reason)]
    sent = f"{tally.accepted:,} {'to send' if dry_run else 'sent'}"
    told = [f"{sent} ({', '.join(parts)})" if parts else sent, f"{tally.unchanged:,} unchanged"]
    return ", ".join(told + ([f"{tally.refused:,} refused"] if tally.refused else []))


def _complain(report: PushReport) -> None:
    """What was refused, by place and reason, on standard error."""
    from modelkeep.adapters.export.text import visible
    from modelkeep.cli.console import err
    from modelkeep.core.words import plural

    ordered = sorted(report.refusals.items(), key=lambda each: (-each[1], each[0][0]))
    for (place, refusal), count in ordered[:REFUSALS]:
        told = f"{refusal.code}: {refusal.message}" if refusal.message else refusal.code
        err().print(
            f"refused: {plural(count, 'finding')} for {place.account} {place.region}: {visible(told)}",
            highlight=False, markup=False,
        )  # fmt: skip
        err().print(f"  {refusal.remedy}", highlight=False, markup=False)
    if len(ordered) > REFUSALS:
        err().print(f"... and {plural(len(ordered) - REFUSALS, 'more reason')}", highlight=False, markup=False)
    if ordered:
        err().print("What was refused is tried again by the next push.", highlight=False)
