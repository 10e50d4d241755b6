"""Objects that did not change since they were classified are not read again: see `adapters.kept`.

No value is kept, only what is told of a file: forms and keyed hashes.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Protocol

import msgspec

from modelkeep.adapters.kept import Kept, is_settled, source_digest
from modelkeep.core.artifacts import Artifact
from modelkeep.core.data import Classified, Identifier, Span
from modelkeep.engines.classify.reading import Plan
from modelkeep.engines.classify.subjects import key_id

FILE = "classified.db"
AHEAD = 50_000
"""Objects that are held, known or asked for, before those that are asked for are done."""


class _Data(Protocol):
    """An `app.classify.Classifying`."""

    def listed(self, place: str, account: str = "") -> Iterator[Artifact]:
        """The files of a place."""

    def classify(self, artifacts: Iterable[Artifact]) -> Iterator[tuple[Artifact, Classified, Sequence[Span]]]:
        """What is known of each, in their order."""


def classifications(workspace: Path) -> Kept:
    """What was classified before. Raises WorkspaceError where it cannot be used."""
    return Kept(workspace / FILE, engine_version())


def asked(identifiers: Iterable[Identifier], plan: Plan, key: bytes) -> str:
    """What is looked for, how much is read for it, and by which key values are hashed, in a few signs: another question has other
    answers."""
    digest = hashlib.sha256(key_id(key).encode())
    for each in sorted(identifiers, key=lambda identifier: identifier.id):
        digest.update(msgspec.msgpack.encode(replace(each, deny=frozenset(), found=(), not_found=())))
        digest.update(msgspec.msgpack.encode(sorted(each.deny)))
    digest.update(msgspec.msgpack.encode(plan))
    return digest.hexdigest()[:32]


@cache
def engine_version() -> str:
    """What changes with whatever could change what is found."""
    return source_digest("core/data.py", "core/artifacts.py", "engines/artifacts", "engines/classify").hex()


@dataclass(frozen=True, slots=True)
class Remembering:
    """An `app.classify.Classifying` that asks another one only about what `kept` does not know. `asked` is the question."""

    data: _Data
    kept: Kept
    asked: str

    def listed(self, place: str, account: str = "") -> Iterator[Artifact]:
        """See `app.classify.Classifying`."""
        return self.data.listed(place, account)

    def classify(self, artifacts: Iterable[Artifact]) -> Iterator[tuple[Artifact, Classified, Sequence[Span]]]:
        """See `app.classify.Classifying`: in their order."""
        waiting: deque[tuple[Artifact, Classified | None]] = deque()
        left = iter(artifacts)
        is_over = False

        def unknown() -> Iterator[Artifact]:
            nonlocal is_over
            for each in left:
                found = self._find(each)
                waiting.append((each, found))
                if found is None:
                    yield each
                elif len(waiting) >= AHEAD:  # however many did not change, few are held
                    return
            is_over = True

        def ready() -> Iterator[tuple[Artifact, Classified, Sequence[Span]]]:
            while waiting and (found := waiting[0][1]) is not None:
                yield waiting.popleft()[0], found, ()

        while not is_over:
            for artifact, told, spans in self.data.classify(unknown()):
                yield from ready()
                waiting.popleft()
                self._keep(artifact, told)
                yield artifact, told, spans
            yield from ready()

    def _find(self, artifact: Artifact) -> Classified | None:
        if not is_settled(artifact) or artifact.unreadable:
            return None
        found = self.kept.find(artifact.place, f"{artifact.tag} {self.asked}", Classified)
        return replace(found, unchanged=True) if found is not None else None

    def _keep(self, artifact: Artifact, told: Classified) -> None:
        """Unless something was not read: what kept it from that may be gone the next time."""
        if is_settled(artifact) and not told.gaps:
            self.kept.keep(artifact.place, f"{told.tag} {self.asked}", told)
