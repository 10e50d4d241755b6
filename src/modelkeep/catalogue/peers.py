"""Peers from their files, checked: other tools and their checks about AI services.

A file is TOML, named as control headers name the peer: `name`, `version`, `scope` (which of its checks the file lists), `source`,
`elsewhere` (ids of checks about other services that our controls name), then one `[[check]]` after the other with `id` and
`title` and, where no control names it, `answered_by` and `reason`. Errors carry file and line.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.resources import files
from pathlib import Path

from modelkeep.catalogue.toml_file import TomlFile, texts
from modelkeep.core.control import Control
from modelkeep.core.errors import CatalogueError
from modelkeep.core.peer import Peer, PeerCheck

_PEER = {"name": str, "version": str, "scope": str, "source": str, "check": list}
_CHECK = {"id": str, "title": str}


def built_in_peers() -> Path:
    """The folder of the peers that come with Modelkeep."""
    return Path(str(files("modelkeep.catalogue"))) / "peers"


def load_peers(folder: Path, controls: Sequence[Control]) -> tuple[Peer, ...]:
    """All peers of a folder, in order of name, held against the controls. Raises CatalogueError."""
    peers = read_peers(folder)
    _check_answers(peers, {control.id for control in controls})
    _check_headers(peers, controls)
    return peers


def read_peers(folder: Path) -> tuple[Peer, ...]:
    """All peers of a folder, in order of name, each by itself. Raises CatalogueError."""
    return tuple(_peer(path) for path in sorted(folder.glob("*.toml")))


def _peer(path: Path) -> Peer:
    file = TomlFile(path)
    content = file.content
    file.check(content, _PEER, {"elsewhere": list})
    found: dict[str, PeerCheck] = {}
    for section, row in enumerate(content["check"], 1):
        if not isinstance(row, dict):
            raise file.error("check is to be written as [[check]]", "check")
        file.check(row, _CHECK, {"answered_by": list, "reason": str}, section)
        if row["id"] in found:
            raise file.error(f"check {row['id']!r} is there twice", "id", section)
        if "answered_by" in row and "reason" not in row:
            raise file.error(
                "answered_by needs a reason: why no control names the check itself", "answered_by", section
            )
        found[row["id"]] = PeerCheck(
            id=row["id"],
            title=row["title"],
            answered_by=texts(row, "answered_by"),
            reason=" ".join(row.get("reason", "").split()),
            line=file.line("id", section),
        )
    return Peer(
        key=path.stem,
        name=content["name"],
        version=content["version"],
        scope=content["scope"],
        source=content["source"],
        checks=tuple(found.values()),
        elsewhere=frozenset(texts(content, "elsewhere")),
        path=path,
    )


def _check_answers(peers: Iterable[Peer], ids: set[str]) -> None:
    for peer in peers:
        for check in peer.checks:
            for control in check.answered_by:
                if control not in ids:
                    raise CatalogueError(
                        peer.path, check.line, f"{check.id} is answered by {control!r}, which there is not"
                    )


def _check_headers(peers: Iterable[Peer], controls: Iterable[Control]) -> None:
    known = {peer.key: peer.elsewhere | {check.id for check in peer.checks} for peer in peers}
    for control in controls:
        for key, checks in control.peers.items():
            if key not in known:
                raise _in_header(control, f"there is no peer {key!r}; there are {', '.join(known)}")
            for check in checks:
                if check not in known[key]:
                    raise _in_header(control, f"{key} has no check {check!r} that its file names")


def _in_header(control: Control, message: str) -> CatalogueError:
    lines = control.path.read_text(encoding="utf-8").splitlines()
    line = next((number for number, text in enumerate(lines, 1) if text.startswith("peers:")), 1)
    return CatalogueError(control.path, line, message)
