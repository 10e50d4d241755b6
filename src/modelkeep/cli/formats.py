"""What commands that show something in several formats share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def require_format(name: str, known: Iterable[str]) -> None:
    """Raise UsageError for a format that there is not."""
    from modelkeep.core.errors import UsageError

    formats = tuple(known)
    if name not in formats:
        raise UsageError(f"unknown format {name!r}", remedy=f"Choose one of {', '.join(formats)}.")


def echo_json(document: Any) -> None:
    """Write a document to standard output, indented."""
    import msgspec
    import typer

    typer.echo(msgspec.json.format(msgspec.json.encode(document), indent=2).decode())
