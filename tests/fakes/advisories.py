"""Advisories in the form of OSV, and indexes of them in memory.

`EXCERPT` is part of the PyPA advisory database (https://github.com/pypa/advisory-database, CC-BY-4.0), unchanged; see NOTICE.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from modelkeep.core.components import Component, PackageType
from modelkeep.core.vulnerabilities import Checked
from modelkeep.engines.vulnerabilities.advisories import Advisory, EcosystemData, KnownExploited
from modelkeep.engines.vulnerabilities.index import MemoryIndex
from modelkeep.engines.vulnerabilities.matching import check
from modelkeep.engines.vulnerabilities.osv import read_record

EXCERPT = Path(__file__).parent / "osv" / "pypa.jsonl"
NOW = datetime(2026, 11, 21, tzinfo=UTC)


def record(
    identifier: str = "PYSEC-1",
    name: str = "thing",
    events: Sequence[Mapping[str, str]] = ({"introduced": "0"}, {"fixed": "2.0"}),
    *,
    ecosystem: str = "PyPI",
    versions: Sequence[str] = (),
    kind: str = "ECOSYSTEM",
    **more: Any,
) -> dict[str, Any]:
    """One record; without `events` there is no range."""
    affected: dict[str, Any] = {"package": {"ecosystem": ecosystem, "name": name}, "versions": list(versions)}
    if events:
        affected["ranges"] = [{"type": kind, "events": [dict(each) for each in events]}]
    return {"id": identifier, "modified": "2026-11-20T00:00:00Z", "affected": [affected], **more}


def lines(records: Iterable[Mapping[str, Any]]) -> bytes:
    """Records as JSON lines."""
    return b"".join(json.dumps(each).encode() + b"\n" for each in records)


def index_of(
    *records: Mapping[str, Any],
    exploited: Mapping[str, KnownExploited] | None = None,
    epss: Mapping[str, float] | None = None,
    made: datetime = NOW,
) -> MemoryIndex:
    """An index of records that was fetched at `made`."""
    held: dict[tuple[str, str], list[Advisory]] = {}
    releases: dict[str, set[str]] = {}
    for each in records:
        told = read_record(json.dumps(each))
        for entry in told.entries:
            releases.setdefault(entry.release.partition(":")[0], set()).add(entry.release)
        for release, name, advisory in told.advisories():
            held.setdefault((release, name), []).append(advisory)
    data = [
        EcosystemData(
            ecosystem=ecosystem, made=made, fetched=made, source="", digest="", advisories=0, packages=0, withdrawn=0,
            releases=frozenset(names),
        )
        for ecosystem, names in releases.items()
    ]  # fmt: skip
    return MemoryIndex(data, held, exploited=exploited, epss=epss)


def pypi(name: str, version: str = "", constraint: str = "") -> Component:
    """A Python package."""
    return Component(type=PackageType.PYPI, name=name, version=version, constraint=constraint)


def checked(index: MemoryIndex, component: Component, now: datetime = NOW) -> Checked:
    """What a lookup says of one package."""
    [found] = check([component], index, now=now)
    return found
