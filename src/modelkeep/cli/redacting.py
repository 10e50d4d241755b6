"""How `redact` runs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from modelkeep.adapters.classify.keys import own_key, workspace_key
from modelkeep.adapters.export.files import written
from modelkeep.app.redact import S3, Redacting, pairs
from modelkeep.bootstrap_classify import redacting
from modelkeep.cli.console import err
from modelkeep.cli.formats import require_format
from modelkeep.cli.reaching import aws_of
from modelkeep.cli.settings import Settings
from modelkeep.core.data import DataClass
from modelkeep.core.errors import ModelkeepError, UsageError
from modelkeep.core.exits import EXIT_CLEAN, EXIT_INCOMPLETE

SCREEN = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What a person asks for; the last of `places` is written."""

    places: tuple[str, ...]
    method: str
    data_class: str
    only: tuple[str, ...]
    identifiers: tuple[Path, ...]
    key: Path | None
    report: Path | None
    restore: bool
    force: bool
    engine: str
    quiet: bool


def run_redact(settings: Settings, ask: Ask, format_name: str) -> int:
    """Redact or restore, tell what was done, and return the exit code. What fails of several files is told, and the others go on."""
    require_format(format_name, ("table", "json"))
    if len(ask.places) == 1:
        raise UsageError("it is not clear where to write", remedy="Name IN and OUT.")
    if format_name == "json" and str(ask.report) == SCREEN:
        raise UsageError("--format json and --report - both write to the screen", remedy="Leave one of them out.")
    *sources, target = ask.places
    with_s3 = any(each.startswith(S3) for each in ask.places)
    worker = redacting(
        own_key(ask.key) if ask.key else workspace_key(Path(settings["workspace"])),
        ask.method,
        _class(ask.data_class),
        identifiers=ask.identifiers,
        only=ask.only,
        force=ask.force,
        engine=ask.engine,
        aws=aws_of(settings) if with_s3 else None,
    )
    planned = pairs(sources, target, worker.listed)
    reports = []
    for source, at in planned:
        told = _done(worker, ask, source, at, alone=len(planned) == 1)
        reports.append(told)
        if format_name == "json":
            typer.echo(json.dumps(told))
        elif not ask.quiet or told["error"]:
            err().print(_line(told, ask), highlight=False, markup=False)
    if ask.report is not None and not ask.restore:
        _report(ask.report, reports if len(planned) > 1 else reports[0])
    return EXIT_INCOMPLETE if any(each["error"] for each in reports) else EXIT_CLEAN


def _done(worker: Redacting, ask: Ask, source: str, target: str, *, alone: bool) -> dict[str, Any]:
    told: dict[str, Any] = {"input": source, "output": target, "error": None}
    try:
        if not alone and not target.startswith(S3):
            Path(target).parent.mkdir(parents=True, exist_ok=True)
        if ask.restore:
            return {**told, "bytes": worker.restore(source, target)}
        return {**told, **worker.redact(source, target).told()}
    except ModelkeepError as error:
        if alone:
            raise
        return {**told, "output": None, "error": f"{error}. {error.remedy}"}
    except OSError as error:
        return {**told, "output": None, "error": f"{target}: {error.strerror}"}


def _line(told: dict[str, Any], ask: Ask) -> str:
    if told["error"]:
        return f"not redacted: {told['input']}: {told['error'].removeprefix(told['input'] + ': ')}"
    if ask.restore:
        return f"{told['output']}: {told['bytes']:,} bytes, as they were"
    total = sum(each["count"] for each in told["redacted"])
    return f"{told['output']}: {total:,} values redacted ({told['method']}); nothing of class {ask.data_class} or above is left"


def _class(name: str) -> DataClass:
    if name not in tuple(DataClass)[1:]:
        raise UsageError(f"there is no class {name!r} to redact", remedy="Use internal, confidential or restricted.")
    return DataClass(name)


def _report(path: Path, told: object) -> None:
    with written(None if str(path) == SCREEN else path) as out:
        out.write(json.dumps(told, indent=2) + "\n")
