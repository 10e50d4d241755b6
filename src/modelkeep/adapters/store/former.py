"""Which earlier snapshot an incremental scan keeps answers from.

The choice is made once, when the run begins, and lies in the run's folder: a scan that is resumed goes on with the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from modelkeep.adapters.store.journal import FileJournal, FormerJournal
from modelkeep.adapters.store.kept import Header, NotUsableError, unpack
from modelkeep.core.errors import IntegrityError
from modelkeep.ports import Former

CHOICE, LINES = "former.json", "former.jsonl"


class _Choice(msgspec.Struct):
    """The snapshot and the greatest age of an answer, or why no snapshot serves."""

    snapshot: str
    started: datetime | None
    oldest: timedelta
    because: str


def choose(snapshots: Iterable[tuple[Path, str]], mine: Header, now: datetime, oldest: timedelta, folder: Path) -> None:
    """Find the latest of the snapshots (folder, digest of the kept journal) whose answers may be kept; note it in `folder`.

    A snapshot that is of no use is passed over; the reason of the latest one is kept for where none is left.
    """
    because = "there is no earlier snapshot"
    for number, (snapshot, digest) in enumerate(snapshots):
        try:
            theirs = unpack(snapshot, digest, mine, folder / LINES, not_before=now - oldest)
        except NotUsableError as error:
            because = f"snapshot {snapshot.name}: {error}" if number == 0 else because
        else:
            _note(folder, _Choice(theirs.snapshot, theirs.started, oldest, ""))
            return
    _note(folder, _Choice("", None, oldest, because))


def reopen(folder: Path) -> tuple[FormerJournal | None, str]:
    """The journal that was chosen for the run in `folder`, or why there is none; neither for a scan that is not incremental.

    Raises IntegrityError when the choice is damaged.
    """
    path = folder / CHOICE
    if not path.is_file():
        return None, ""
    try:
        choice = msgspec.json.decode(path.read_bytes(), type=_Choice)
    except msgspec.MsgspecError as error:
        raise IntegrityError(f"{path}: damaged: {error}", remedy="Start a new scan without --resume.") from error
    if choice.started is None:
        return None, choice.because
    lines = FileJournal(folder / LINES)
    about = Former(
        snapshot=choice.snapshot,
        started=choice.started,
        oldest=choice.oldest,
        resources=Counter((account, region) for _, account, region, resource in lines.keys if resource),
    )
    return FormerJournal(about, lines), ""


def _note(folder: Path, choice: _Choice) -> None:
    (folder / CHOICE).write_bytes(msgspec.json.encode(choice))
