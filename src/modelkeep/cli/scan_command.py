"""`modelkeep scan`."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from modelkeep.cli.living import living
from modelkeep.cli.options import (
    ControlIdsOption,
    ControlProfileOption,
    ControlsOption,
    EndpointOption,
    PracticesOption,
    ProfileOption,
    RegionsOption,
    SeveritiesOption,
    WorkspaceOption,
)
from modelkeep.cli.settings import Settings, resolve

EPILOG = """Examples:

  modelkeep scan --profile audit --region eu-central-1

  modelkeep scan --org --role ModelkeepReadOnly

  modelkeep scan --control-profile strict

  modelkeep scan --practice encryption-at-rest --format sarif -o findings.sarif

  modelkeep scan --incremental

  modelkeep scan --since latest

  modelkeep scan --since 2026-01-31 --format json -o changes.json

  modelkeep scan --resume
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("scan", epilog=EPILOG)(scan)


def scan(
    profile: ProfileOption = None,
    region: RegionsOption = None,
    role: Annotated[
        str | None,
        typer.Option("--role", help="Role to assume: an ARN, or the role's name in each account with --org."),
    ] = None,
    external_id: Annotated[str | None, typer.Option("--external-id", help="External id for assuming it.")] = None,
    org: Annotated[bool, typer.Option("--org", help="Scan every account of the organisation.")] = False,
    account: Annotated[
        list[str] | None,
        typer.Option("--account", help="With --org: only this account id; repeat for more."),
    ] = None,
    endpoint_url: EndpointOption = None,
    controls: ControlsOption = None,
    control_profile: ControlProfileOption = None,
    control: ControlIdsOption = None,
    practice: PracticesOption = None,
    severity: SeveritiesOption = None,
    everything: Annotated[
        bool, typer.Option("--everything", help="Judge all resources, not only those that a model depends on.")
    ] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the interrupted scan.")] = False,
    incremental: Annotated[
        bool,
        typer.Option(
            "--incremental",
            help="Read again only what may have changed since the latest snapshot of the same scope; without one, everything.",
        ),
    ] = False,
    full_every: Annotated[
        int | None,
        typer.Option(
            "--full-every",
            min=1,
            max=89,
            help="With --incremental: days after which an answer is read again.",
            show_default="7",
        ),
    ] = None,
    concurrency: Annotated[
        int | None,
        typer.Option("--concurrency", min=1, max=128, help="How many calls may be under way at once."),
    ] = None,
    newest_jobs: Annotated[
        int | None,
        typer.Option(
            "--newest-jobs",
            min=0,
            help="How many jobs of a kind are described per region, newest first; 0 for all. What is left out is UNKNOWN.",
            show_default="1000",
        ),
    ] = None,
    format: Annotated[  # noqa: A002
        str, typer.Option("--format", "-f", help="summary, or a format of `modelkeep findings`.")
    ] = "summary",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the findings to this file.")] = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            help="Show what changed since this snapshot (an id, the beginning of one, latest, previous, or a day as 2026-01-31) "
            "as text or json. The exit code counts what is new or reopened, and not what was open then.",
        ),
    ] = None,
    workspace: WorkspaceOption = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
) -> None:
    """Read an AWS account or organisation and judge how well its AI models are protected.

    Reads only; nothing is changed and nothing leaves this machine. `modelkeep policy` prints the permissions needed.
    """
    settings = resolve({
        "profile": profile, "regions": region, "role": role, "external_id": external_id, "organisation": org or None,
        "accounts": account, "endpoint_url": endpoint_url, "controls": controls, "everything": everything or None,
        "control_profile": control_profile, "concurrency": concurrency, "workspace": workspace, "newest_jobs": newest_jobs,
        "incremental": incremental or None, "full_every": full_every,
    })  # fmt: skip
    code = run_scan(
        settings,
        control or [],
        practice or [],
        severity or [],
        resume=resume,
        format_name=format,
        output=output,
        quiet=quiet,
        since=since,
    )
    raise typer.Exit(code)


def run_scan(
    settings: Settings,
    control: list[str],
    practice: list[str],
    severity: list[str],
    *,
    resume: bool = False,
    format_name: str = "summary",
    output: Path | None = None,
    quiet: bool = False,
    since: str | None = None,
    credentials: tuple[str, str] | None = None,
) -> int:
    """Scan with resolved settings, show the outcome and return the exit code."""
    from modelkeep import bootstrap
    from modelkeep.app.scan import ScanRequest
    from modelkeep.app.scan import scan as scan_use_case
    from modelkeep.app.selection import select
    from modelkeep.cli.console import err
    from modelkeep.cli.progress import ScanProgress
    from modelkeep.cli.render import changes_format, check_format, earlier_snapshot, show_changes, show_outcome

    if since is None:
        check_format(format_name)
    else:
        format_name = changes_format(format_name, output)
    catalogue = bootstrap.load_catalogue([Path(folder) for folder in settings["controls"]])
    chosen = select(
        catalogue.controls,
        catalogue.profiles,
        profile=settings["control_profile"],
        demanded=settings.given("control_profile"),
        ids=control,
        practices=practice,
        severities=severity,
    )
    workspace = bootstrap.open_workspace(Path(settings["workspace"]), living(settings))
    earlier = earlier_snapshot(workspace, since) if since is not None else None
    source = bootstrap.live_aws(
        bootstrap.AwsOptions(
            profile=settings["profile"],
            regions=tuple(settings["regions"]),
            role=settings["role"],
            external_id=settings["external_id"],
            organisation=settings["organisation"],
            accounts=tuple(settings["accounts"]),
            endpoint_url=settings["endpoint_url"],
            concurrency=settings["concurrency"],
            newest=settings["newest_jobs"] or None,
            credentials=credentials,
        )
    )
    request = ScanRequest(
        controls=chosen.controls,
        profile=chosen.profile,
        relations=catalogue.relations,
        everything=settings["everything"],
        resume=resume,
        parameters=_parameters(settings, [each.id for each in chosen.controls]),
        scope=_scope(settings),
        oldest=timedelta(days=settings["full_every"]) if settings["incremental"] else None,
    )
    with ScanProgress(err(), quiet=quiet) as progress:
        manifest = scan_use_case(request, source, workspace, bootstrap.open_estate, progress, bootstrap.clock)
    if earlier is not None:
        return show_changes(earlier, workspace.snapshot(manifest.id), format_name, output)
    return show_outcome(workspace.snapshot(manifest.id), catalogue.controls, format_name, output)


def _parameters(settings: Settings, control_ids: list[str]) -> dict[str, Any]:
    """What must be the same for a scan to be resumed."""
    same = (
        "profile", "regions", "role", "organisation", "accounts", "endpoint_url", "everything", "newest_jobs", "incremental",
    )  # fmt: skip
    values = {name: list(settings[name]) if isinstance(settings[name], tuple) else settings[name] for name in same}
    return {**values, "controls": control_ids}


def _scope(settings: Settings) -> dict[str, Any]:
    """What must be the same for answers to be kept from an earlier scan: who asks whom. What is asked may differ."""
    return {
        "profile": settings["profile"],
        "role": settings["role"],
        "organisation": settings["organisation"],
        "endpoint": settings["endpoint_url"] or os.environ.get("AWS_ENDPOINT_URL") or "",
    }
