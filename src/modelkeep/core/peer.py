"""What other tools check, and which of our controls answer it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerCheck:
    """One check of another tool; `title` says in our words what is true when it passes.

    `answered_by` are controls that answer it in another way, and `reason` says why; a `reason` alone says why it needs no
    answer. Both are empty for a check that controls answer by naming it in their header.
    """

    id: str
    title: str
    answered_by: tuple[str, ...] = ()
    reason: str = ""
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """One peer file, checked: another tool and all its checks about AI services.

    `key` is the name that control headers use. `elsewhere` are checks about other services that our controls name; it is not a
    full list.
    """

    key: str
    name: str
    version: str
    scope: str
    source: str
    checks: tuple[PeerCheck, ...]
    elsewhere: frozenset[str]
    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Which controls answer one check of a peer."""

    peer: Peer
    check: PeerCheck
    controls: tuple[str, ...]

    @property
    def is_hole(self) -> bool:
        """Whether nothing answers the check and nothing says why not."""
        return not self.controls and not self.check.reason
