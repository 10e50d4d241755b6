"""Objects that hold logs: files, objects of S3, standard input."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LogObject:
    """An object before it is read: `container` is its bucket (`s3://bucket`) or '' for files, `key` its key or absolute path, `tag` what
    changes with its content: S3's ETag, or '' where that is known only when it has been read. `size` is in bytes.
    """

    container: str
    key: str
    tag: str
    size: int

    @property
    def shown(self) -> str:
        """How people name it."""
        return f"{self.container}/{self.key}" if self.container else self.key


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownObject:
    """An object that was read: its id in the ledger, the events that it held, and how much of it went to the quarantine."""

    id: int
    container: str
    key: str
    tag: str
    size: int
    events: int
    quarantined: int
