"""`modelkeep scan`."""

from __future__ import annotations

import os
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from modelkeep.cli.living import living
from modelkeep.cli.options import (
    ClassesOption,
    ControlIdsOption,
    ControlProfileOption,
    ControlsOption,
    EndpointOption,
    EverythingOption,
    ExternalIdOption,
    IdentifiersOption,
    PracticesOption,
    ProfileOption,
    QuietOption,
    RegionsOption,
    RoleOption,
    SeveritiesOption,
    VexOption,
    VulndbOption,
    WorkspaceOption,
)
from modelkeep.cli.settings import Settings, resolve, setting_named
from modelkeep.cli.trusting import (
    TrustCaOption,
    TrustIdentitiesOption,
    TrustIssuersOption,
    TrustKeysOption,
    TrustKmsOption,
    TrustSubjectsOption,
    require_no_trust,
    trust_flags,
    trust_of,
)

if TYPE_CHECKING:
    from modelkeep.app.scan import Analyser
    from modelkeep.bootstrap import AwsOptions
    from modelkeep.cli.choice import Choice

EPILOG = """Examples:

  modelkeep scan --profile audit --region eu-central-1

  modelkeep scan --org --role ModelkeepReadOnly

  modelkeep scan --control-profile strict

  modelkeep scan --practice encryption-at-rest --format sarif -o findings.sarif

  modelkeep scan --incremental

  modelkeep scan --inspect

  modelkeep scan --inspect --trust-key release.pub.pem

  modelkeep scan --inspect --vulnerabilities

  modelkeep scan --classify

  modelkeep scan --since latest

  modelkeep scan --since 2026-01-31 --format json -o changes.json

  modelkeep scan --resume
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("scan", epilog=EPILOG)(scan)


OrgOption = Annotated[bool, typer.Option("--org", help="Scan every account of the organisation.")]
AccountsOption = Annotated[
    list[str] | None,
    typer.Option("--account", help="With --org: only this account id; repeat for more."),
]
ResumeOption = Annotated[bool, typer.Option("--resume", help="Go on with the interrupted scan.")]
IncrementalOption = Annotated[
    bool,
    typer.Option(
        "--incremental",
        help="Read again only what may have changed since the latest snapshot of the same scope; without one, everything.",
    ),
]
FullEveryOption = Annotated[
    int | None,
    typer.Option(
        "--full-every",
        min=setting_named("full_every").least,
        max=setting_named("full_every").most,
        help="With --incremental: days after which an answer is read again.",
        show_default="7",
    ),
]
ConcurrencyOption = Annotated[
    int | None,
    typer.Option(
        "--concurrency",
        min=setting_named("concurrency").least,
        max=setting_named("concurrency").most,
        help="How many calls may be under way at once.",
    ),
]
NewestJobsOption = Annotated[
    int | None,
    typer.Option(
        "--newest-jobs",
        min=setting_named("newest_jobs").least,
        help="How many jobs of a kind are described per region, newest first; 0 for all. What is left out is UNKNOWN.",
        show_default="1000",
    ),
]
InspectOption = Annotated[
    bool,
    typer.Option(
        "--inspect",
        help="Look into the files that models load, too: reads objects of S3 (`modelkeep policy --inspect`).",
    ),
]
VulnerabilitiesOption = Annotated[
    bool,
    typer.Option(
        "--vulnerabilities",
        help="Read the images, files and functions of models, too, and look their packages up "
        "(`modelkeep policy --vulnerabilities`, `modelkeep vulndb update`).",
    ),
]
ClassifyOption = Annotated[
    bool,
    typer.Option(
        "--classify",
        help="Classify the data of models, too: reads a sample of objects of S3 (`modelkeep policy --classify`).",
    ),
]
FormatOption = Annotated[str, typer.Option("--format", "-f", help="summary, or a format of `modelkeep findings`.")]
FileOption = Annotated[Path | None, typer.Option("--output", "-o", help="Write the findings to this file.")]
SinceOption = Annotated[
    str | None,
    typer.Option(
        "--since",
        help="Show what changed since this snapshot (an id, the beginning of one, latest, previous, or a day as 2026-01-31) "
        "as text or json. The exit code counts what is new or reopened, and not what was open then.",
    ),
]


def scan(
    profile: ProfileOption = None,
    region: RegionsOption = None,
    role: RoleOption = None,
    external_id: ExternalIdOption = None,
    org: OrgOption = False,
    account: AccountsOption = None,
    endpoint_url: EndpointOption = None,
    controls: ControlsOption = None,
    control_profile: ControlProfileOption = None,
    control: ControlIdsOption = None,
    practice: PracticesOption = None,
    severity: SeveritiesOption = None,
    everything: EverythingOption = False,
    inspect: InspectOption = False,
    vulnerabilities: VulnerabilitiesOption = False,
    vulndb: VulndbOption = None,
    vex: VexOption = None,
    classify: ClassifyOption = False,
    classes: ClassesOption = None,
    identifiers: IdentifiersOption = None,
    trust_key: TrustKeysOption = None,
    trust_kms: TrustKmsOption = None,
    trust_ca: TrustCaOption = None,
    trust_subject: TrustSubjectsOption = None,
    trust_identity: TrustIdentitiesOption = None,
    trust_issuer: TrustIssuersOption = None,
    resume: ResumeOption = False,
    incremental: IncrementalOption = False,
    full_every: FullEveryOption = None,
    concurrency: ConcurrencyOption = None,
    newest_jobs: NewestJobsOption = None,
    format: FormatOption = "summary",  # noqa: A002
    output: FileOption = None,
    since: SinceOption = None,
    workspace: WorkspaceOption = None,
    quiet: QuietOption = False,
) -> None:
    """Read an AWS account or organisation and judge how well its AI models are protected.

    Reads only; nothing is changed and nothing leaves this machine. `modelkeep policy` prints the permissions needed.
    """
    from modelkeep.cli.choice import Choice

    settings = resolve({
        "profile": profile, "regions": region, "role": role, "external_id": external_id, "organisation": org or None,
        "accounts": account, "endpoint_url": endpoint_url, "controls": controls, "everything": everything or None,
        "control_profile": control_profile, "concurrency": concurrency, "workspace": workspace, "newest_jobs": newest_jobs,
        "incremental": incremental or None, "full_every": full_every, "inspect": inspect or None,
        "vulnerabilities.scan": vulnerabilities or None, "vulnerabilities.index": vulndb, "vulnerabilities.vex": vex,
        "classify.scan": classify or None, "classify.classes": str(classes) if classes else None,
        "classify.identifiers": identifiers,
        **trust_flags(
            keys=trust_key, kms=trust_kms, authorities=trust_ca, subjects=trust_subject, identities=trust_identity,
            issuers=trust_issuer,
        ),
    })  # fmt: skip
    choice = Choice(control or (), practice or (), severity or ())
    code = run_scan(settings, choice, resume=resume, format_name=format, output=output, quiet=quiet, since=since)
    raise typer.Exit(code)


def run_scan(
    settings: Settings,
    choice: Choice,
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
    from modelkeep.app.selection import with_analysed
    from modelkeep.cli.choice import chosen
    from modelkeep.cli.console import err
    from modelkeep.cli.progress import ScanProgress
    from modelkeep.cli.render import changes_format, check_format, earlier_snapshot, show_changes, show_outcome

    if since is None:
        check_format(format_name)
    else:
        format_name = changes_format(format_name, output)
    catalogue, selection = chosen(settings, choice)
    workspace = bootstrap.open_workspace(Path(settings["workspace"]), living(settings))
    earlier = earlier_snapshot(workspace, since) if since is not None else None
    options = _options(settings, credentials)
    source = bootstrap.live_aws(options)
    analysers = _analysers(settings, options)
    if not choice.given:
        tables = [name for each in analysers for name in each.tables]
        selection = with_analysed(selection, catalogue.controls, tables)
    request = ScanRequest(
        controls=selection.controls,
        profile=selection.profile,
        relations=catalogue.relations,
        everything=settings["everything"],
        resume=resume,
        parameters=_parameters(settings, [each.id for each in selection.controls]),
        scope=_scope(settings),
        oldest=timedelta(days=settings["full_every"]) if settings["incremental"] else None,
        actions=lambda: bootstrap.load_action_table(Path(settings["workspace"])),
        techniques=bootstrap.load_techniques,
        analysers=analysers,
    )
    with ScanProgress(err(), quiet=quiet) as progress:
        manifest = scan_use_case(request, source, workspace, bootstrap.open_estate, progress, bootstrap.clock)
    if earlier is not None:
        return show_changes(earlier, workspace.snapshot(manifest.id), format_name, output)
    return show_outcome(workspace.snapshot(manifest.id), catalogue.controls, format_name, output)


def _analysers(settings: Settings, options: AwsOptions) -> tuple[Analyser, ...]:
    """What the settings turn on besides what every scan does."""
    found: list[Analyser] = []
    if settings["inspect"]:
        from modelkeep.app.artifact_rows import ArtifactAnalysis
        from modelkeep.bootstrap_inspect import loaded_part, scanning_looks
        from modelkeep.bootstrap_signing import scanning_signatures

        trust, workspace = trust_of(settings), Path(settings["workspace"])
        looks, signatures = (
            partial(scanning_looks, options, workspace),
            partial(scanning_signatures, trust, options, workspace),
        )
        found.append(ArtifactAnalysis(looks, loaded_part(), signatures))
    else:
        require_no_trust(settings)
    if settings["classify.scan"]:
        found.append(classifying_analysis(settings, options))
    if settings["vulnerabilities.scan"]:
        from modelkeep import bootstrap
        from modelkeep.app.component_rows import ComponentAnalysis
        from modelkeep.bootstrap_components import built_from_part, examining
        from modelkeep.cli.looking_up import lookup_options

        wanted, remembered = lookup_options(settings), Path(settings["workspace"])
        tools = partial(examining, wanted, aws=options, remembered=remembered)
        found.append(ComponentAnalysis(lambda: tools(bootstrap.clock()), built_from_part()))
    return tuple(found)


def classifying_analysis(settings: Settings, options: AwsOptions) -> Analyser:
    """The analysis of data that settings ask for, with the user's own classes and identifiers. Raises CatalogueError."""
    from modelkeep.app.data_rows import DataAnalysis
    from modelkeep.bootstrap_classify import data_part, load_framework, scanning_data

    classes, identifiers = settings["classify.classes"], tuple(Path(each) for each in settings["classify.identifiers"])
    return DataAnalysis(
        data=partial(scanning_data, options, Path(settings["workspace"]), identifiers=identifiers),
        part=data_part(),
        framework=load_framework(Path(classes) if classes else None, identifiers),
        objects=settings["classify.objects"],
    )


def _options(settings: Settings, credentials: tuple[str, str] | None) -> AwsOptions:
    from modelkeep.bootstrap import AwsOptions

    return AwsOptions(
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


def _parameters(settings: Settings, control_ids: list[str]) -> dict[str, Any]:
    """What must be the same for a scan to be resumed."""
    same = (
        "profile", "regions", "role", "organisation", "accounts", "endpoint_url", "everything", "newest_jobs", "incremental", "inspect",
        "vulnerabilities.scan", "classify.scan",
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
