"""`modelkeep compliance`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from modelkeep.cli.formats import require_format
from modelkeep.cli.living import living
from modelkeep.cli.options import ControlsOption, OutputOption, SnapshotOption, WorkspaceOption

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from modelkeep.bootstrap import Catalogue
    from modelkeep.core.compliance import ComplianceReport, Framework, Standing
    from modelkeep.ports import Snapshot

FORMATS = ("table", "json", "html", "pdf", "oscal")
BINARY = frozenset({"pdf"})
EPILOG = """Examples:

  modelkeep compliance

  modelkeep compliance hipaa --status not-met

  modelkeep compliance gdpr --format html -o gdpr.html --evidence gdpr.zip

Exit codes: 0 all met or for people to show, 4 something unknown, 11 to 14 something not met, by the worst open severity.
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("compliance", epilog=EPILOG)(compliance)


def compliance(
    framework: Annotated[
        str, typer.Argument(help="Such as hipaa or gdpr. Left out: list the frameworks and how each stands.")
    ] = "",
    snapshot: SnapshotOption = "latest",
    status: Annotated[
        list[str] | None,
        typer.Option("--status", help="met, not-met, unknown or manual; repeat for more. Default: all."),
    ] = None,
    format: Annotated[  # noqa: A002
        str, typer.Option("--format", "-f", help=f"{', '.join(FORMATS[:-1])} or {FORMATS[-1]}.")
    ] = "table",
    output: OutputOption = None,
    evidence: Annotated[
        Path | None, typer.Option("--evidence", help="Write findings, raw evidence and coverage to this ZIP file too.")
    ] = None,
    evidence_key: Annotated[
        Path | None,
        typer.Option(
            "--evidence-key", help="Sign the evidence with this private key; `modelkeep evidence keygen` makes one."
        ),
    ] = None,
    controls: ControlsOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Show how a scan stands against a framework: each requirement met, not met, unknown or for people to show."""
    from modelkeep import bootstrap
    from modelkeep.cli.settings import resolve
    from modelkeep.core.errors import UsageError

    if not framework and (format != "table" or output or evidence or evidence_key or status):
        raise UsageError("no framework is named", remedy="Name one: `modelkeep compliance` lists them.")
    _check(format, output, evidence, evidence_key)
    standings = _standings(status)
    key = _key(evidence_key)
    settings = resolve({"workspace": workspace, "controls": controls})
    place = bootstrap.open_workspace(Path(settings["workspace"]), living(settings))
    if not framework:
        catalogue = _catalogue(settings["controls"])
        _overview(place.snapshot(snapshot) if snapshot != "latest" or place.snapshots() else None, catalogue)
        return
    asked = bootstrap.load_framework(framework)
    found = place.snapshot(snapshot)
    report = _report(asked, found, _catalogue(settings["controls"]))
    _show(_chosen(report, standings), format, output)
    if evidence is not None:
        _write_evidence(report, found, evidence, key)
    raise typer.Exit(_exit_code(report))


def _check(format_name: str, output: Path | None, evidence: Path | None, key: Path | None) -> None:
    """Raise UsageError for options that do not go together, before any work is done."""
    from modelkeep.core.errors import UsageError

    require_format(format_name, FORMATS)
    if format_name in BINARY and output is None:
        raise UsageError(f"{format_name} cannot be shown on a terminal", remedy="Name a file with --output.")
    if key is not None and evidence is None:
        raise UsageError("there is nothing to sign", remedy="Name the evidence pack with --evidence.")


def _key(path: Path | None) -> Ed25519PrivateKey | None:
    if path is None:
        return None
    from modelkeep.adapters.export.evidence_signature import read_private_key

    return read_private_key(path)


def _report(framework: Framework, snapshot: Snapshot, catalogue: Catalogue) -> ComplianceReport:
    from modelkeep.app.compliance import compliance as use_case

    connection = snapshot.open()
    try:
        return use_case(framework, snapshot.manifest, connection, catalogue.controls)
    finally:
        connection.close()


def _exit_code(report: ComplianceReport) -> int:
    from modelkeep.app.compliance import exit_code

    return exit_code(report)


def _show(report: ComplianceReport, format_name: str, output: Path | None) -> None:
    from importlib import import_module

    from modelkeep.adapters.export.files import written, written_bytes

    write = import_module(f"modelkeep.adapters.export.compliance_{format_name}").write
    if format_name in BINARY and output is not None:
        with written_bytes(output) as file:
            write(report, file)
    else:
        with written(output) as text:
            write(report, text)


def _write_evidence(report: ComplianceReport, snapshot: Snapshot, path: Path, key: Ed25519PrivateKey | None) -> None:
    from modelkeep.adapters.export.evidence import write_pack
    from modelkeep.cli.console import err

    write_pack(report, snapshot, path, key)
    state = "signed" if key is not None else "not signed: --evidence-key signs it"
    err().print(f"Evidence: {path} ({state})", markup=False, highlight=False)


def _overview(snapshot: Snapshot | None, catalogue: Catalogue) -> None:
    import sys

    from modelkeep import bootstrap
    from modelkeep.adapters.export.compliance_table import write_overview
    from modelkeep.app.compliance import overview
    from modelkeep.cli.console import err

    frameworks = bootstrap.load_frameworks()
    counted: dict[str, dict[Standing, int]] = {}
    if snapshot is None:
        err().print("There is no scan in this workspace yet: `modelkeep scan` makes one.", markup=False)
    else:
        connection = snapshot.open()
        try:
            counted = {
                each: dict(counts)
                for each, counts in overview(frameworks, snapshot.manifest, connection, catalogue.controls).items()
            }
        finally:
            connection.close()
    write_overview({each.id: each for each in frameworks}, counted, sys.stdout)


def _catalogue(folders: list[str]) -> Catalogue:
    """The controls in force. What a person's own controls map to and no framework has is said, not refused."""
    from modelkeep import bootstrap
    from modelkeep.cli.console import err

    catalogue = bootstrap.load_catalogue([Path(folder) for folder in folders])
    if folders:
        for said in bootstrap.unknown_maps(catalogue):
            err().print(f"warning: {said}", markup=False, highlight=False)
    return catalogue


def _standings(status: list[str] | None) -> frozenset[Standing]:
    """Which standings are wanted; none means all. Raises UsageError."""
    from modelkeep.core.compliance import Standing
    from modelkeep.core.errors import UsageError

    known = {standing.value.replace(" ", "-"): standing for standing in Standing}
    chosen = [each.lower().replace(" ", "-").replace("_", "-") for each in status or ()]
    for each in chosen:
        if each not in known and each != "all":
            raise UsageError(f"unknown status {each!r}", remedy=f"Choose from {', '.join(known)} and all.")
    return frozenset() if "all" in chosen else frozenset(known[each] for each in chosen)


def _chosen(report: ComplianceReport, standings: frozenset[Standing]) -> ComplianceReport:
    from dataclasses import replace

    from modelkeep.core.compliance import Standing

    if not standings:
        return report
    told = ", ".join(standing.value for standing in Standing if standing in standings)
    return replace(
        report,
        context=replace(report.context, filtered=f"standing {told}"),
        requirements=tuple(each for each in report.requirements if each.standing in standings),
    )
