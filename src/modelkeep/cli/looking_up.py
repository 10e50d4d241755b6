"""How packages are looked up: in what a person named, or in what the models of a snapshot are built from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING

from modelkeep.cli.reaching import aws_of
from modelkeep.cli.settings import Settings
from modelkeep.core.errors import UsageError
from modelkeep.core.verdict import Practice, Severity

if TYPE_CHECKING:
    from modelkeep.app.vulnerabilities import Lookup, Tools
    from modelkeep.bootstrap_components import LookupOptions
    from modelkeep.core.examined import Examined, Subject
    from modelkeep.core.finding import Finding

TABLE, DOCUMENT, OCSF = "table", "json", "ocsf"
_IN_AWS = re.compile(r"s3://|arn:|\d{12}\.dkr[.-]ecr")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What a person asks for; `least` is the least severity that is told."""

    places: tuple[str, ...]
    model: str | None
    every: bool
    least: str | None
    all_packages: bool
    strict: bool
    scans: bool
    snapshot: str
    quiet: bool


def lookup_options(settings: Settings) -> LookupOptions:
    """The folder of the data, their greatest age, and the VEX documents."""
    from modelkeep.bootstrap_components import VULNERABILITY_FOLDER, LookupOptions

    index = settings["vulnerabilities.index"]
    return LookupOptions(
        index=Path(index) if index else Path(settings["workspace"]) / VULNERABILITY_FOLDER,
        limit_days=settings["vulnerabilities.max_age"],
        vex=tuple(map(Path, settings["vulnerabilities.vex"])),
    )


def run_vulnerabilities(settings: Settings, ask: Ask, format_name: str, output: Path | None) -> int:
    """Look, show what was found and return the exit code."""
    from modelkeep import bootstrap
    from modelkeep.adapters.export.files import written
    from modelkeep.app.own_findings import exit_code
    from modelkeep.app.vulnerability_findings import findings_of
    from modelkeep.bootstrap_components import examining
    from modelkeep.cli.inspecting import suppressions_of

    least = _check(ask, format_name)
    subjects, lost = _subjects(settings, ask)
    with_aws = not ask.places or any(_IN_AWS.match(each) for each in ask.places)
    now = bootstrap.clock()
    options = lookup_options(settings)
    aws, remembered = (aws_of(settings), Path(settings["workspace"])) if with_aws else (None, None)
    with examining(options, now, aws=aws, scans=ask.scans, remembered=remembered) as tools:
        examined = [replace(each, least=least) for each in _examined(subjects, tools, ask)] + list(lost)
        findings = findings_of(examined, suppressions_of(settings), now, lookup=tools.lookup, strict=ask.strict)
        shown = _Shown(tuple(examined), tools.lookup, options.limit_days, now)
    with written(output) as out:
        shown.write(findings, format_name, out, all_packages=ask.all_packages)
    return exit_code(findings)


@dataclass(frozen=True, slots=True)
class _Shown:
    """What was found, ready to be shown."""

    examined: tuple[Examined, ...]
    lookup: Lookup | None
    limit_days: int
    now: datetime

    def write(self, findings: Sequence[Finding], format_name: str, out: IO[str], *, all_packages: bool) -> None:
        """In the format."""
        from modelkeep import __version__
        from modelkeep.adapters.export import exporter, ocsf_vulnerabilities, vulnerabilities
        from modelkeep.app.own_findings import context
        from modelkeep.app.vulnerability_findings import controls_of
        from modelkeep.cli.console import err
        from modelkeep.core.vulnerabilities import IndexAge

        age = IndexAge(made=self.lookup.made, limit_days=self.limit_days) if self.lookup else None
        if format_name == TABLE:
            vulnerabilities.write_table(self.examined, age, out, now=self.now, all_packages=all_packages)
            return
        if format_name == DOCUMENT:
            vulnerabilities.record(self.examined, age, out, now=self.now)
            return
        report = context(
            "software of models", findings, controls_of(self.examined), Practice.PATCHING, read=len(self.examined), now=self.now,
            version=__version__,
        )  # fmt: skip
        if format_name == OCSF:
            ocsf_vulnerabilities.write(self.examined, findings, report, out, now=self.now)
        else:
            exporter(format_name)(findings, report, out)
        vulnerabilities.write_ground(self.examined, age, err())


def _check(ask: Ask, format_name: str) -> Severity:
    from modelkeep.adapters.export import exporter

    if format_name not in (TABLE, DOCUMENT):
        exporter(format_name)
    if bool(ask.places) + (ask.model is not None) + ask.every != 1:
        raise UsageError(
            "it is not said what to look into",
            remedy="Name files, images or functions, or a model of the snapshot with --model, or give --all.",
        )
    if ask.least is None:
        return Severity.INFO
    if ask.least not in list(Severity):
        raise UsageError(f"there is no severity {ask.least!r}", remedy=f"Choose one of {', '.join(Severity)}.")
    return Severity(ask.least)


def _examined(subjects: Sequence[Subject], tools: Tools, ask: Ask) -> list[Examined]:
    from modelkeep.app.component_rows import each_once
    from modelkeep.app.vulnerabilities import examine
    from modelkeep.cli.console import err
    from modelkeep.cli.progress import LiveLine

    with LiveLine(err(), "looking for packages", shown=not ask.quiet) as line:
        number = 0

        def tell(subject: Subject) -> None:
            nonlocal number
            line.tell(f"{number:,} of {len(subjects):,}: {subject.place}", number, len(subjects))
            number += 1

        if ask.places:
            found: list[Examined] = []
            for each in subjects:
                tell(each)
                found.extend(examine((each,), tools))
            return found
        return list(each_once(subjects, tools, tell))


def _subjects(settings: Settings, ask: Ask) -> tuple[Sequence[Subject], Sequence[Examined]]:
    """What to look into; and, for models of a snapshot, what cannot be, because the snapshot does not tell what it is."""
    from modelkeep.core.examined import Subject

    if ask.places:
        return [Subject(arn=each, place=each) for each in ask.places], ()
    from modelkeep import bootstrap
    from modelkeep.app.component_rows import built_from, unread
    from modelkeep.app.model_verbs import one_model
    from modelkeep.bootstrap_components import built_from_part

    part = built_from_part()
    connection = bootstrap.open_workspace(Path(settings["workspace"])).snapshot(ask.snapshot).open()
    try:
        model = None if ask.model is None else one_model(connection, ask.model)
        subjects, lost = built_from(connection, part, model)
        if model is not None and not subjects and not lost:
            raise UsageError(
                f"the snapshot knows of nothing that {ask.model} is built from",
                remedy="`modelkeep model` shows what it is made of; models of Bedrock's providers have no images of yours.",
            )
        return subjects, unread(connection, part, lost, every=ask.every)
    finally:
        connection.close()
