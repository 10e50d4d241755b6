"""What `modelkeep bom MODEL` does: bills into files or onto the screen, and what they do not tell onto standard error."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from modelkeep.core.errors import UsageError, WorkspaceError
from modelkeep.core.exits import EXIT_CLEAN, EXIT_INCOMPLETE, EXIT_NOTHING

if TYPE_CHECKING:
    from modelkeep.core.bom import Bill

MOST = 5
"""How many gaps are told on the screen; the bill holds all."""


def run(
    model: str | None,
    every: bool,
    folder: Path | None,
    format_: str,
    output: Path | None,
    snapshot: str,
    workspace: Path | None,
    quiet: bool,
) -> int:
    """Write what was asked for; returns the exit code. Raises UsageError, IntegrityError, StateError or WorkspaceError."""
    from modelkeep.bootstrap_bom import bills
    from modelkeep.cli.living import living
    from modelkeep.cli.settings import resolve

    _require(model, every, folder, format_, output)
    settings = resolve({"workspace": workspace})
    found = bills(Path(settings["workspace"]), living(settings), snapshot, model)
    if folder is not None:
        return _write_all(list(found), folder, format_, quiet)
    bill = next(found)
    _write(bill, format_, output)
    if not quiet and format_ != "table":
        _tell([bill])
    return _exit_code([bill])


def _require(model: str | None, every: bool, folder: Path | None, format_: str, output: Path | None) -> None:
    if (model is None) is not every:
        raise UsageError(
            "name one model, or give --all", remedy="`modelkeep model` lists the models of the latest snapshot."
        )
    if every is (folder is None):
        raise UsageError("--all and --out DIR belong together", remedy="For one model, -o names the file.")
    if every and (format_ == "table" or output is not None):
        raise UsageError(
            "--all writes documents into --out", remedy="Leave out -o, and choose --format cyclonedx or spdx."
        )


def _write(bill: Bill, format_: str, output: Path | None) -> None:
    from modelkeep.adapters.export.bom_view import write_table
    from modelkeep.adapters.export.files import write_text, written
    from modelkeep.bootstrap_bom import written_bill

    if format_ == "table":
        with written(output) as file:
            write_table(bill, file)
    else:
        write_text(written_bill(bill, format_), output)


def _write_all(found: list[Bill], folder: Path, format_: str, quiet: bool) -> int:
    import typer

    from modelkeep.bootstrap_bom import FORMATS

    if not found:
        return EXIT_NOTHING
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WorkspaceError(f"{folder}: {error.strerror or error}", remedy="Choose another --out.") from error
    for name, bill in file_names(found):
        path = folder / f"{name}{FORMATS[format_]}"
        _write(bill, format_, path)
        typer.echo(str(path))
    if not quiet:
        _tell(found)
    return _exit_code(found)


def file_names(found: Iterable[Bill]) -> Iterator[tuple[str, Bill]]:
    """A name for the file of each bill: the model's, with account and region, and a number, where others would have the same."""
    every = list(found)
    plain = [_plain(each.model.name) for each in every]
    taken: set[str] = set()
    for bill, name in zip(every, plain, strict=True):
        if plain.count(name) > 1:
            facts = dict(bill.model.facts)
            name = "-".join(filter(None, (name, facts.get("modelkeep:account"), facts.get("modelkeep:region"))))
        chosen, number = name, 1
        while chosen.lower() in taken:
            number += 1
            chosen = f"{name}-{number}"
        taken.add(chosen.lower())
        yield chosen, bill


def _plain(name: str) -> str:
    return re.sub(r"[^\w-]+(\.[^\w-]+)*", "-", name.replace(".", "-"), flags=re.ASCII).strip("-")[:120] or "model"


def _tell(found: Iterable[Bill]) -> None:
    """What is not known, on standard error."""
    from rich.text import Text

    from modelkeep.adapters.export.text import visible
    from modelkeep.cli.console import err
    from modelkeep.core.words import plural

    told = [
        f"{bill.model.name}: {reason}" if _many(bill, ref) else reason for bill in found for ref, reason in _named(bill)
    ]
    if told:
        err().print(Text(f"Not everything is known ({plural(len(told), 'gap')}):", style="bold"))
    for each in told[:MOST]:
        err().print(Text(f"  {visible(each)}"))
    if len(told) > MOST:
        err().print(Text(f"  and {len(told) - MOST:,} more, which the bill tells as unknown"))


def _many(bill: Bill, ref: str) -> bool:
    return ref == bill.model.ref


def _named(bill: Bill) -> Iterator[tuple[str, str]]:
    """Each gap with the thing that it is about in front, the model aside."""
    names = {part.ref: part.name for part in bill.parts}
    for ref, reason in bill.gaps():
        yield ref, f"{names[ref]}: {reason}" if ref in names else reason


def _exit_code(found: Iterable[Bill]) -> int:
    return EXIT_INCOMPLETE if any(True for bill in found for _ in bill.gaps()) else EXIT_CLEAN
