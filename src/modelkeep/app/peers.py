"""The use case `controls coverage`: which of our controls answer the checks of other tools."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from modelkeep.core.control import Control
from modelkeep.core.errors import UsageError
from modelkeep.core.peer import Answer, Peer


def chosen_peers(peers: Sequence[Peer], names: Sequence[str]) -> tuple[Peer, ...]:
    """The peers of these names, all for none. Raises UsageError."""
    known = [peer.key for peer in peers]
    for name in names:
        if name not in known:
            close = difflib.get_close_matches(name, known, 1)
            remedy = f"Did you mean {close[0]}?" if close else f"Choose one of {', '.join(known)}."
            raise UsageError(f"there is no peer {name!r}", remedy=remedy)
    return tuple(peer for peer in peers if not names or peer.key in names)


def answers(peers: Iterable[Peer], controls: Sequence[Control]) -> tuple[Answer, ...]:
    """One answer per check, in the peers' order: the controls that name it, and those that the peer's file names."""
    found: list[Answer] = []
    for peer in peers:
        by_check: dict[str, set[str]] = {}
        for control in controls:
            for check in control.peers.get(peer.key, ()):
                by_check.setdefault(check, set()).add(control.id)
        found += [
            Answer(
                peer=peer,
                check=check,
                controls=tuple(sorted(by_check.get(check.id, set()) | set(check.answered_by))),
            )
            for check in peer.checks
        ]
    return tuple(found)
