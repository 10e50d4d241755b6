"""`modelkeep vulndb`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from modelkeep.cli.options import QuietOption, VulndbOption, WorkspaceOption

if TYPE_CHECKING:
    from modelkeep.adapters.vulndb.store import ExploitationManifest
    from modelkeep.app.vulndb import Refreshed, Standing
    from modelkeep.cli.settings import Settings
    from modelkeep.core.vulnerabilities import Checked
    from modelkeep.engines.vulnerabilities.advisories import EcosystemData
    from modelkeep.engines.vulnerabilities.index import Index

UPDATE_EPILOG = """Only this command fetches vulnerability data, and it sends nothing but requests for whole files. What is held stays in
use until the new is whole; what is unchanged is not fetched again, and a download that broke off goes on.

Examples:

  modelkeep vulndb update

  modelkeep vulndb update --ecosystem PyPI --ecosystem Debian

  modelkeep vulndb update --from https://mirror.example/osv

  modelkeep vulndb update --from ./osv --kev known_exploited_vulnerabilities.json --epss epss_scores-current.csv.gz
"""
SHOW_EPILOG = """Examples:

  modelkeep vulndb show

  modelkeep vulndb show --format json
"""
LOOKUP_EPILOG = """Examples:

  modelkeep vulndb lookup torch 2.1.0+cu118

  modelkeep vulndb lookup openssl 3.0.11-1~deb12u1 --ecosystem Debian:12

Exit codes: 0 not affected, 1 error, 2 usage, 4 nothing can be said, 11 to 14 worst severity low to critical (what nobody rated
counts as medium).
"""
EcosystemsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--ecosystem",
        "-e",
        help="An ecosystem of OSV, without a release; repeat for more.",
        show_default="PyPI, Debian, Ubuntu, Alpine, Red Hat, Rocky Linux, AlmaLinux",
    ),
]
FormatOption = Annotated[str, typer.Option("--format", "-f", help="table or json.")]

app = typer.Typer(help="Fetch and show the vulnerability data that packages are looked up in.", no_args_is_help=True)


@app.command("update", epilog=UPDATE_EPILOG)
def update(
    source: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="URL|FOLDER|FILE",
            help="A mirror (ECOSYSTEM/all.zip), an archive, JSON lines (.gz), or a folder of JSON files.",
            show_default="https://osv-vulnerabilities.storage.googleapis.com",
        ),
    ] = None,
    ecosystem: EcosystemsOption = None,
    kev: Annotated[
        str | None,
        typer.Option("--kev", metavar="URL|FILE", help="CISA's catalogue of known exploited vulnerabilities (JSON)."),
    ] = None,
    epss: Annotated[str | None, typer.Option("--epss", metavar="URL|FILE", help="EPSS's scores (CSV, .gz).")] = None,
    vulndb: VulndbOption = None,
    workspace: WorkspaceOption = None,
    quiet: QuietOption = False,
) -> None:
    """Take newer vulnerability data. With --kev or --epss alone, only those."""
    from modelkeep import bootstrap_components
    from modelkeep.app.vulndb import refresh
    from modelkeep.cli.console import err, out
    from modelkeep.cli.progress import LiveLine

    folder = _folder(_settings(vulndb, workspace))
    only_exploitation = bool(kev or epss) and source is None and not ecosystem
    failed = False
    with LiveLine(err(), "vulnerability data", shown=not quiet) as line:
        updates = bootstrap_components.vulnerability_updates(
            folder, source, ecosystem or (), only_exploitation=only_exploitation
        )
        for each in refresh(updates.data, updates.ecosystems, line.tell):
            failed = failed or each.error is not None
            (err() if each.error else out()).print(_refreshed(each), markup=False, highlight=False)
        exploitation = updates.take_exploitation(kev, epss)
    for told in _exploitation(exploitation):
        out().print(told, markup=False, highlight=False)
    if failed:
        raise typer.Exit(1)


@app.command("show", epilog=SHOW_EPILOG)
def show(
    vulndb: VulndbOption = None,
    workspace: WorkspaceOption = None,
    format: FormatOption = "table",  # noqa: A002
) -> None:
    """Show which vulnerability data are held, of which day, and whether they still answer."""
    from modelkeep import bootstrap_components
    from modelkeep.app.vulndb import standings
    from modelkeep.bootstrap import clock
    from modelkeep.cli.console import out, out_uncut
    from modelkeep.cli.formats import echo_json, require_format

    require_format(format, ("table", "json"))
    settings = _settings(vulndb, workspace)
    index, folder = _index(settings), _folder(settings)
    held = standings(index, clock())
    exploitation = bootstrap_components.exploitation_of(folder)
    if format == "json":
        echo_json({
            "folder": str(folder),
            "limit_days": index.limit_days,
            "ecosystems": [_record(each) for each in held],
            "exploitation": exploitation,
        })  # fmt: skip
        return
    out_uncut().print(_table(held))
    for told in [*(each.stale for each in held if each.stale), *_exploitation(exploitation)]:
        out().print(told, markup=False, highlight=False)


@app.command("lookup", epilog=LOOKUP_EPILOG)
def lookup(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="The package; of Debian, Ubuntu and Alpine the source package.")
    ],
    version: Annotated[str, typer.Argument(metavar="VERSION", help="Its version.")],
    ecosystem: Annotated[
        str,
        typer.Option(
            "--ecosystem", "-e", help="Its ecosystem, with the release: Debian:12, Ubuntu:22.04, Alpine:3.18."
        ),
    ] = "PyPI",
    vulndb: VulndbOption = None,
    workspace: WorkspaceOption = None,
    format: FormatOption = "table",  # noqa: A002
) -> None:
    """Look one package up."""
    from modelkeep.app.vulndb import look_up
    from modelkeep.bootstrap import clock
    from modelkeep.cli.console import out, out_uncut
    from modelkeep.cli.formats import echo_json, require_format

    require_format(format, ("table", "json"))
    checked = look_up(_index(_settings(vulndb, workspace)), ecosystem, name, version, clock())
    if format == "json":
        echo_json({
            "package": {"ecosystem": ecosystem, "name": name, "version": version},
            "standing": checked.standing,
            "reason": checked.reason,
            "matches": [{"vulnerability": each.vulnerability, "fixed": each.fixed} for each in checked.matches],
        })  # fmt: skip
    else:
        reason = f": {checked.reason}" if checked.reason else ""
        out().print(f"{name} {version}: {checked.standing.value}{reason}", markup=False, highlight=False)
        if checked.matches:
            out_uncut().print(_matches(checked))
    raise typer.Exit(_exit_code(checked))


def _settings(vulndb: Path | None, workspace: Path | None) -> Settings:
    from modelkeep.cli.settings import resolve

    return resolve({"vulnerabilities.index": vulndb, "workspace": workspace})


def _folder(settings: Settings) -> Path:
    from modelkeep.bootstrap_components import VULNERABILITY_FOLDER

    return Path(settings["vulnerabilities.index"] or Path(settings["workspace"]) / VULNERABILITY_FOLDER)


def _index(settings: Settings) -> Index:
    from modelkeep.bootstrap_components import index_in
    from modelkeep.core.errors import UsageError

    folder = _folder(settings)
    index = index_in(folder, limit_days=settings["vulnerabilities.max_age"])
    if index is None:
        raise UsageError(f"{folder} holds no vulnerability data", remedy="`modelkeep vulndb update` fetches them.")
    return index


def _refreshed(each: Refreshed) -> str:
    if each.error is not None:
        held = f"; in use is still what is of {each.before.made:%Y-%m-%d}" if each.before else "; nothing is held"
        return f"{each.ecosystem}: {each.error}{held}\n  {each.error.remedy}"
    data = each.data
    if data is None:  # removed by somebody else in between
        return f"{each.ecosystem}: nothing is held"
    malformed = f", {data.malformed} records could not be read" if data.malformed else ""
    return (
        f"{each.ecosystem}: {'unchanged, ' if each.unchanged else ''}{data.advisories} advisories on {data.packages} packages, "
        f"the newest of {data.made:%Y-%m-%d}{malformed}"
    )


def _exploitation(manifest: ExploitationManifest | None) -> list[str]:
    if manifest is None:
        return []
    told = []
    if manifest.entries is not None:
        told.append(f"known exploited: {manifest.entries} vulnerabilities, of {manifest.kev_date or 'an unknown day'}")
    if manifest.scores is not None:
        told.append(f"EPSS: {manifest.scores} scores, of {manifest.epss_date or 'an unknown day'}")
    return told


def _record(each: Standing) -> dict[str, Any]:
    data: EcosystemData = each.data
    return {
        "ecosystem": data.ecosystem,
        "advisories": data.advisories,
        "packages": data.packages,
        "withdrawn": data.withdrawn,
        "malformed": data.malformed,
        "made": data.made,
        "fetched": data.fetched,
        "stale": each.stale,
        "source": data.source,
        "digest": data.digest,
        "releases": sorted(data.releases),
    }


def _table(held: list[Standing]) -> Any:
    from rich.table import Table

    shown = Table(box=None, pad_edge=False)
    for column in ("ecosystem", "advisories", "packages", "withdrawn", "unread", "newest", "fetched", "", "from"):
        shown.add_column(
            column, justify="right" if column in ("advisories", "packages", "withdrawn", "unread") else "left"
        )
    for each in held:
        data = each.data
        shown.add_row(
            data.ecosystem, str(data.advisories), str(data.packages), str(data.withdrawn), str(data.malformed),
            f"{data.made:%Y-%m-%d}", f"{data.fetched:%Y-%m-%d}", "too old" if each.stale else "in time", data.source,
        )  # fmt: skip
    return shown


def _matches(checked: Checked) -> Any:
    from rich.table import Table

    shown = Table("vulnerability", "also", "severity", "fixed in", "exploited", "EPSS", box=None, pad_edge=False)
    for match in checked.matches:
        told = match.vulnerability
        severity = told.severity.value if told.severity is not None else "not told"
        score = f" {told.score}" if told.score is not None else ""
        exploited = "unknown" if told.exploited is None else f"since {told.known_exploited}" if told.exploited else "no"
        shown.add_row(
            told.id, " ".join(told.aliases), severity + score, ", ".join(match.fixed) or "no fix told",
            exploited, "" if told.epss is None else f"{told.epss:.3f}",
        )  # fmt: skip
    return shown


def _exit_code(checked: Checked) -> int:
    from modelkeep.core.exits import EXIT_CLEAN, EXIT_INCOMPLETE, EXIT_OPEN
    from modelkeep.core.verdict import Severity

    worst = min(
        (each.vulnerability.severity or Severity.MEDIUM for each in checked.matches),
        key=lambda each: each.rank,
        default=None,
    )
    if worst is not None and worst in EXIT_OPEN:
        return EXIT_OPEN[worst]
    return EXIT_INCOMPLETE if checked.reason else EXIT_CLEAN
