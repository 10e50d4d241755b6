"""`modelkeep redact`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from modelkeep.cli.options import (
    HashKeyOption,
    IdentifiersOption,
    MatcherOption,
    QuietOption,
    WorkspaceOption,
)
from modelkeep.core.data import DataClass

EPILOG = """What `classify --full` finds of the class or above is redacted: every value in text, and every one of a column that holds an
identifier. Tables as text, JSON lines, JSON and text are rewritten in blocks, and all their other bytes stay; Parquet keeps its schema, but
columns of numbers or dates that hold values become text. The output is classified before it appears: if anything is found in it still, or
could not be read, there is none.

Methods: mask keeps the form alone (letters as *, digits as #); hash writes the beginning of the keyed hash that findings have; tokenise
writes the same token for the same value, which --restore turns back with the key; drop leaves nothing.

Examples:

  modelkeep redact customers.csv customers.masked.csv

  modelkeep redact train.jsonl train.tokens.jsonl --method tokenise --key tokens.key --report -

  modelkeep redact --restore train.tokens.jsonl train.again.jsonl --key tokens.key

  modelkeep redact notes.txt notes.clean.txt --method drop --only email --only us_ssn
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("redact", epilog=EPILOG)(redact)


def redact(
    source: Annotated[Path, typer.Argument(metavar="IN", help="A file on this machine.")],
    target: Annotated[Path, typer.Argument(metavar="OUT", help="The file to write; never IN.")],
    method: Annotated[str, typer.Option("--method", "-m", help="mask, hash, tokenise or drop.")] = "mask",
    data_class: Annotated[
        str, typer.Option("--class", help="The least class that is redacted: internal, confidential or restricted.")
    ] = "confidential",
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="ID", help="Redact this identifier alone; repeat for more.")
    ] = None,
    identifiers: IdentifiersOption = None,
    key: HashKeyOption = None,
    report: Annotated[
        Path | None, typer.Option("--report", help="Write counts by identifier and column as JSON; - for the screen.")
    ] = None,
    restore: Annotated[bool, typer.Option("--restore", help="Turn tokens back into what they stand for.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace OUT.")] = False,
    matcher: MatcherOption = "",
    workspace: WorkspaceOption = None,
    quiet: QuietOption = False,
) -> None:
    """Mask, hash, tokenise or drop the personal, health, financial and secret values in a file, and prove that none is left."""
    from modelkeep.adapters.classify.keys import own_key, workspace_key
    from modelkeep.bootstrap_classify import redacting
    from modelkeep.cli.console import err
    from modelkeep.cli.settings import resolve

    settings = resolve({"workspace": workspace})
    worker = redacting(
        own_key(key) if key else workspace_key(Path(settings["workspace"])),
        method,
        _class(data_class),
        identifiers=tuple(identifiers or ()),
        only=tuple(only or ()),
        force=force,
        engine=matcher,
    )
    if restore:
        size = worker.restore(source, target)
        told = f"{target}: {size:,} bytes, as they were"
    else:
        done = worker.redact(source, target)
        if report is not None:
            _report(report, {"input": str(source), "output": str(target), **done.told()})
        told = (
            f"{target}: {done.total:,} values redacted ({done.method}); nothing of class {data_class} or above is left"
        )
    if not quiet:
        err().print(told, highlight=False, markup=False)


def _class(name: str) -> DataClass:
    from modelkeep.core.errors import UsageError

    if name not in tuple(DataClass)[1:]:
        raise UsageError(f"there is no class {name!r} to redact", remedy="Use internal, confidential or restricted.")
    return DataClass(name)


def _report(path: Path, told: object) -> None:
    import json

    from modelkeep.adapters.export.files import written

    with written(None if str(path) == "-" else path) as out:
        out.write(json.dumps(told, indent=2) + "\n")
