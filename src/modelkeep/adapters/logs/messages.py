"""Messages of a queue that are events themselves, held while they are read."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from modelkeep.core.logs.objects import LogObject


@dataclass(slots=True)
class MessageBodies:
    """Objects that are messages: they are where they were put, in memory, until they are let go."""

    _held: dict[tuple[str, str], bytes] = field(default_factory=dict)

    def hold(self, found: LogObject, body: bytes) -> None:
        """Keep a message's body."""
        self._held[(found.container, found.key)] = body

    def release(self) -> None:
        """Forget every body."""
        self._held.clear()

    def fetch(self, found: LogObject, scratch: Path) -> bytes:
        """A body that is held."""
        return self._held[(found.container, found.key)]
