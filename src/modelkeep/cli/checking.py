"""How `check` runs: files as a source, a workspace that is gone afterwards, the formats of a scan."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from rich.console import Console

from modelkeep import bootstrap
from modelkeep.adapters.export import exporter
from modelkeep.adapters.export.check_view import Checked
from modelkeep.adapters.export.check_view import write as write_view
from modelkeep.adapters.export.files import written
from modelkeep.app.check import check_exit_code, not_judged, split
from modelkeep.app.findings import Filter, findings
from modelkeep.app.scan import ScanRequest, scan
from modelkeep.app.summary import report_context
from modelkeep.cli.check_command import TEXT
from modelkeep.cli.choice import Choice, chosen
from modelkeep.cli.console import err, out
from modelkeep.cli.living import living
from modelkeep.cli.progress import CheckProgress
from modelkeep.cli.settings import Settings
from modelkeep.core.control import Control
from modelkeep.core.errors import NothingToScanError, UsageError
from modelkeep.core.verdict import Verdict
from modelkeep.ports import Snapshot

if TYPE_CHECKING:
    from modelkeep.adapters.iac.source import Files

_ACCOUNT = re.compile(r"\d{12}\Z")
_TO_SHOW = Filter(verdicts=frozenset({Verdict.FAIL, Verdict.UNKNOWN}))
_REGION = re.compile(r"[a-z]{2,}(-[a-z]+)+-\d+\Z")


def run_check(
    settings: Settings,
    paths: Sequence[str],
    choice: Choice,
    *,
    parameters: Sequence[str],
    account: str,
    region: str,
    format_name: str,
    output: Path | None,
    accept_unknown: bool,
    others_pass: bool = False,
    quiet: bool = False,
) -> int:
    """Check the files, show the outcome and return the exit code."""
    if format_name != TEXT:
        exporter(format_name)
    where, values = (_account(account), _region(region)), _parameters(parameters)
    catalogue, selection = chosen(settings, choice)
    told = bootstrap.told_by_files()
    asked, left_out = split(selection.controls, told)
    if not asked:
        raise UsageError(
            "none of the chosen controls can be answered by files",
            remedy="They ask what only a running account shows: `modelkeep scan` judges them.",
        )
    request = ScanRequest(
        controls=asked, profile=selection.profile, relations=catalogue.relations, everything=settings["everything"],
        parameters={}, told=told,
    )  # fmt: skip
    with TemporaryDirectory(prefix="modelkeep-check-") as folder, _uncollected():
        aws = bootstrap.AwsOptions(profile=settings["profile"], endpoint_url=settings["endpoint_url"])
        source = bootstrap.files(
            paths, Path(folder), account=where[0], region=where[1], parameters=values, aws=aws, others_pass=others_pass
        )
        workspace = bootstrap.open_workspace(
            Path(folder) / "workspace", living(settings, unmatched=False), keeps_journals=False
        )
        try:
            with CheckProgress(err(), quiet=quiet) as progress:
                manifest = scan(request, source, workspace, bootstrap.open_estate, progress, bootstrap.clock)
        except NothingToScanError:
            if others_pass:
                return 0
            raise
        snapshot = workspace.snapshot(manifest.id)
        return _show(snapshot, asked, len(left_out), source, format_name, output, accept_unknown=accept_unknown)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the collector of cycles, which goes through hundreds of thousands of findings again and again and finds none."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _show(
    snapshot: Snapshot,
    controls: Sequence[Control],
    left_out: int,
    source: Files,
    format_name: str,
    output: Path | None,
    *,
    accept_unknown: bool,
) -> int:
    connection = snapshot.open()
    try:
        if format_name == TEXT:
            checked = Checked(
                files=source.tally.files, resources=source.tally.resources, without_form=source.tally.without_form,
                troubles=[(f"{each.place}: {each.message}", each.remedy) for each in source.troubles],
                asked=len(controls), left_out=left_out,
                not_judged=0 if snapshot.manifest.everything else not_judged(connection),
            )  # fmt: skip
            if output is None:
                write_view(findings(connection, _TO_SHOW), checked, out())
            else:
                with written(output) as file:
                    write_view(findings(connection, _TO_SHOW), checked, Console(file=file))
        else:
            context = report_context(snapshot.manifest, connection, controls)
            with written(output) as file:
                exporter(format_name)(findings(connection), context, file)
        return check_exit_code(connection, accept_unknown=accept_unknown)
    finally:
        connection.close()


def _account(text: str) -> str:
    if text and not _ACCOUNT.match(text):
        raise UsageError(f"{text!r} is no account id", remedy="An account id has twelve digits.")
    return text


def _region(text: str) -> str:
    if text and not _REGION.match(text):
        raise UsageError(f"{text!r} is no region", remedy="Name one as AWS does, such as eu-central-1.")
    return text


def _parameters(given: Sequence[str]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for each in given:
        name, separator, value = each.partition("=")
        if not separator or not name:
            raise UsageError(f"{each!r} is no parameter", remedy="Write --parameter NAME=VALUE.")
        found[name] = value
    return found
