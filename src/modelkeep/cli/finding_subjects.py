"""How `classify find` runs."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from modelkeep.adapters.classify.keys import own_key, workspace_key
from modelkeep.adapters.classify.subjects import FILE, SubjectIndex
from modelkeep.adapters.export.files import written
from modelkeep.adapters.export.subjects import write_json, write_subject
from modelkeep.adapters.export.views import console_over
from modelkeep.app.subjects import find_subject
from modelkeep.cli.settings import Settings
from modelkeep.core.errors import UsageError
from modelkeep.core.exits import EXIT_CLEAN, EXIT_INCOMPLETE
from modelkeep.core.kinds.analyses import DataUse
from modelkeep.engines.classify.subjects import LENGTH, hashes_of, key_id

ASKED = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What a person asks for: a `value`, `-` for one that is asked for, or its hash."""

    value: str | None
    digest: str | None
    key: Path | None
    snapshot: str


def run_find(settings: Settings, ask: Ask, format_name: str, output: Path | None) -> int:
    """Search, show the answer and return the exit code."""
    if (ask.value is None) == (ask.digest is None):
        raise UsageError(
            "it is not clear what to find",
            remedy="Give a value with --hmac-of, best as --hmac-of - so that it stands in no history, or its hash with --hmac.",
        )
    workspace = Path(settings["workspace"])
    if not (workspace / FILE).is_file():
        raise UsageError(
            f"nothing is indexed in {workspace}",
            remedy="Classify with --subjects --full first: that keeps hashes of all values.",
        )
    hashes, key = _hashes(ask, workspace)
    uses, snapshot = _uses(settings, ask.snapshot)
    with SubjectIndex(workspace) as index:
        answer = find_subject(index, hashes, key, uses, snapshot)
    with written(output) as out:
        if format_name == "json":
            write_json(answer, out)
        else:
            write_subject(answer, console_over(out))
    return EXIT_INCOMPLETE if answer.doubts else EXIT_CLEAN


def _hashes(ask: Ask, workspace: Path) -> tuple[Sequence[bytes], str]:
    """The hashes that are looked for, and which key they were made with, '' where nobody says."""
    if ask.digest is not None:
        return (_digest(ask.digest),), key_id(own_key(ask.key)) if ask.key else ""
    key = own_key(ask.key) if ask.key else workspace_key(workspace)
    value = _asked() if ask.value == ASKED else ask.value or ""
    if not value.strip():
        raise UsageError("the value is empty", remedy="Give the value that is looked for.")
    return hashes_of(value, key), key_id(key)


def _asked() -> str:
    """From a terminal without showing it, else the first line of standard input."""
    if sys.stdin.isatty():
        from getpass import getpass

        return getpass("Value (not shown): ")
    return sys.stdin.readline().rstrip("\r\n")


def _digest(told: str) -> bytes:
    try:
        digest = bytes.fromhex(told.strip())
    except ValueError:
        digest = b""
    if len(digest) < LENGTH:
        raise UsageError(
            f"--hmac is to be at least {2 * LENGTH} hexadecimal digits",
            remedy="It is the HMAC-SHA-256 of the value's one form.",
        )
    return digest[:LENGTH]


def _uses(settings: Settings, name: str) -> tuple[Sequence[DataUse], str]:
    """What the models of a snapshot use data for, and which snapshot that is; nothing where there is none yet."""
    from modelkeep import bootstrap
    from modelkeep.app.data_rows import data_of
    from modelkeep.bootstrap_classify import data_part

    workspace = bootstrap.open_workspace(Path(settings["workspace"]))
    if name == "latest" and not workspace.snapshots():
        return (), ""
    chosen = workspace.snapshot(name)
    connection = chosen.open()
    try:
        return data_of(connection, data_part()), chosen.manifest.id
    finally:
        connection.close()
