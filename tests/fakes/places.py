"""A place in memory, and signatures beside it: what `app.sign` and `app.verify` ask for."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from modelkeep.core.errors import AccessError
from modelkeep.core.signatures import SINGLE, Digesting, Entry, FileDigest
from modelkeep.engines.artifacts.sources import UnreadableError


@dataclass(slots=True)
class MemoryPlace:
    """Files by name; a single one has the name `.`. `links` and `troubles` mark some, `unread` cannot be read, and `meanwhile` runs
    while they are read."""

    subject: str
    files: dict[str, bytes]
    links: frozenset[str] = frozenset()
    troubles: dict[str, str] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)
    checksums: frozenset[str] = frozenset()
    meanwhile: Callable[[], None] = lambda: None
    read: list[str] = field(default_factory=list)
    refuses: str = ""

    @property
    def is_single(self) -> bool:
        return SINGLE in self.files

    @property
    def name(self) -> str:
        return self.subject.rstrip("/").rpartition("/")[2]

    def entries(self) -> tuple[Entry, ...]:
        if self.refuses:
            raise AccessError(self.refuses, remedy="The principal needs s3:ListBucket.")
        return tuple(
            Entry(
                name, self.subject if name == SINGLE else f"{self.subject.rstrip('/')}/{name}", len(content),
                hashlib.sha256(content).hexdigest(), name in self.links, self.troubles.get(name, ""),
            )
            for name, content in self.files.items()
        )  # fmt: skip

    def digested(self, entries: Sequence[Entry]) -> Iterator[tuple[Entry, FileDigest | UnreadableError]]:
        for each in entries:
            if each.name in self.unread:
                yield each, UnreadableError(self.unread[each.name])
                continue
            self.read.append(each.name)
            by = Digesting.CHECKSUM if each.name in self.checksums else Digesting.READ
            yield each, FileDigest(each.name, each.tag, each.size, by=by)
        self.meanwhile()


@dataclass(slots=True)
class MemoryBundles:
    """Signatures by address; `unread` ones cannot be read."""

    kept: dict[str, bytes] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()

    def read(self, where: str, account: str = "") -> bytes | None:
        if where in self.unread:
            raise UnreadableError(f"{where}: AccessDenied")
        return self.kept.get(where)

    def write(self, where: str, bundle: bytes, account: str = "") -> None:
        self.kept[where] = bundle
