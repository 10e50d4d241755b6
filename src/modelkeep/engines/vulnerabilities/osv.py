"""Records of OSV (https://ossf.github.io/osv-schema/), read into advisories by package. Pure: bytes in, frozen types out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec

from modelkeep.core.verdict import Severity
from modelkeep.core.vulnerabilities import Vulnerability
from modelkeep.engines.vulnerabilities.advisories import Advisory, Affected, EventKind, Range, RangeKind, ReadAdvisory
from modelkeep.engines.vulnerabilities.cvss import base_score
from modelkeep.engines.vulnerabilities.ecosystems import normal_pypi
from modelkeep.engines.vulnerabilities.versions import ECOSYSTEMS, order_of

REFERENCES = 5
"""How many links are kept of an advisory, its own page first."""
_SUMMARY = 300
_WORDS = {
    "critical": Severity.CRITICAL,
    "high": Severity.HIGH,
    "important": Severity.HIGH,
    "moderate": Severity.MEDIUM,
    "medium": Severity.MEDIUM,
    "low": Severity.LOW,
    "minor": Severity.LOW,
    "unimportant": Severity.INFO,
    "negligible": Severity.INFO,
}
"""Words of GitHub, Red Hat, Debian (urgency) and Ubuntu (priority). Others, such as Debian's `not yet assigned`, tell nothing."""
_BULLETIN = re.compile(r"^(DSA|DLA|DTSA|USN|LSN|RHSA|RHBA|RHEA|RLSA|RXSA|ALSA|ALBA|ALEA|SUSE-[A-Z]+|openSUSE-[A-Z]+)-")
_WRAPPED = re.compile(r"^[A-Z]+-(CVE-\d{4}-\d+)$")
"""Ids such as DEBIAN-CVE-2023-1234: a distribution's view of one CVE."""
_KINDS = {each.value: each for each in EventKind}


class _Package(msgspec.Struct):
    ecosystem: str
    name: str


class _Severity(msgspec.Struct):
    type: str
    score: str


class _Range(msgspec.Struct):
    type: str
    events: list[dict[str, str]] = []


class _Affected(msgspec.Struct):
    package: _Package | None = None
    ranges: list[_Range] | None = None
    versions: list[str] | None = None
    severity: list[_Severity] | None = None
    ecosystem_specific: dict[str, Any] | None = None


class _Reference(msgspec.Struct):
    type: str = ""
    url: str = ""


class _Record(msgspec.Struct):
    id: str
    modified: datetime
    published: datetime | None = None
    withdrawn: datetime | None = None
    aliases: list[str] | None = None
    related: list[str] | None = None
    upstream: list[str] | None = None
    summary: str | None = None
    details: str | None = None
    severity: list[_Severity] | None = None
    affected: list[_Affected] | None = None
    references: list[_Reference] | None = None
    database_specific: dict[str, Any] | None = None


_NEVER = datetime.min.replace(tzinfo=UTC)
_DECODER = msgspec.json.Decoder(_Record)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a record says of one package; `release` is the ecosystem with its release."""

    release: str
    name: str
    affected: tuple[Affected, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """A record, withdrawn or not. `entries` are those of ecosystems whose versions can be compared here."""

    vulnerability: Vulnerability
    modified: datetime
    withdrawn: bool
    covers: tuple[str, ...]
    entries: tuple[Entry, ...]

    def advisories(self) -> Iterator[tuple[str, str, Advisory]]:
        """Ecosystem with its release, name of the package, advisory; nothing where it was withdrawn."""
        if not self.withdrawn:
            for each in self.entries:
                yield each.release, each.name, ReadAdvisory(self.vulnerability, each.affected, self.covers)


def read_record(content: bytes | str) -> Record:
    """Read one record in JSON. Raises ValueError for what is none.

    A record that is not as the specification has it, but names its id and packages, can be decided for no version of them.
    """
    try:
        record = _DECODER.decode(content)
    except msgspec.MsgspecError as error:
        return _salvaged(content, error)
    if not record.id:
        raise ValueError("no record of OSV: it has no id")
    covers, aliases = _cves(record)
    word = _told(record)
    vector, score = _scored(record)
    return Record(
        vulnerability=Vulnerability(
            id=record.id,
            aliases=aliases,
            summary=(record.summary or (record.details or "").strip().split("\n", 1)[0])[:_SUMMARY],
            severity=word,
            score=score,
            vector=vector,
            published=_aware(record.published),
            modified=_aware(record.modified),
            references=_references(record.references or ()),
        ),
        modified=_aware(record.modified) or _NEVER,
        withdrawn=record.withdrawn is not None,
        covers=covers,
        entries=tuple(_entries(record.affected or ())),
    )


class _Named(msgspec.Struct):
    """As much of a record as it takes to know whom it is about."""

    package: _Package


class _Remains(msgspec.Struct):
    id: str
    affected: list[_Named]


def _salvaged(content: bytes | str, error: Exception) -> Record:
    try:
        remains = msgspec.json.decode(content, type=_Remains)
    except msgspec.MsgspecError:
        raise ValueError(f"no record of OSV: {error}") from error
    affected = [_Affected(package=each.package) for each in remains.affected]
    return Record(Vulnerability(id=remains.id), _NEVER, withdrawn=False, covers=(), entries=tuple(_entries(affected)))


def _aware(time: datetime | None) -> datetime | None:
    return time.replace(tzinfo=UTC) if time is not None and time.tzinfo is None else time


def _cves(record: _Record) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The CVE ids of a bulletin that mends several, and the aliases. A bulletin on one CVE is a name of it."""
    aliases = dict.fromkeys(record.aliases or ())
    wrapped = _WRAPPED.match(record.id)
    if wrapped is not None:
        aliases.setdefault(wrapped.group(1))
    if _BULLETIN.match(record.id):
        told = (*(record.aliases or ()), *(record.upstream or ()), *(record.related or ()))
        cves = tuple(dict.fromkeys(each for each in told if each.startswith("CVE-")))
        if cves:
            return cves, ()
    return (), tuple(each for each in aliases if each != record.id)


def _told(record: _Record) -> Severity | None:
    """The word of the database, Ubuntu's priority, or that with which a bulletin of an RPM distribution begins (`Important: ...`)."""
    told = (record.database_specific or {}).get("severity")
    words = [told] if isinstance(told, str) else []
    words += [each.score for each in record.severity or () if each.type == "Ubuntu"]
    if _BULLETIN.match(record.id):
        words.append((record.summary or "").partition(":")[0].strip())
    return next((_WORDS[word.lower()] for word in words if word.lower() in _WORDS), None)


def _scored(record: _Record) -> tuple[str, float | None]:
    """Vector and base score: of CVSS 3 where there is one, else the vector of CVSS 4 alone, whose score needs a table of others."""
    told = [*(record.severity or ()), *(one for each in record.affected or () for one in each.severity or ())]
    for each in told:
        score = base_score(each.score) if each.type == "CVSS_V3" else None
        if score is not None:
            return each.score, score
    return next((each.score for each in told if each.type == "CVSS_V4"), ""), None


def _references(references: Sequence[_Reference]) -> tuple[str, ...]:
    order = {"ADVISORY": 0, "FIX": 1, "REPORT": 2}
    ranked = sorted(references, key=lambda each: order.get(each.type, 3))
    return tuple(dict.fromkeys(each.url for each in ranked if each.url.startswith(("https://", "http://"))))[
        :REFERENCES
    ]


def _entries(affected: Sequence[_Affected]) -> Iterator[Entry]:
    found: dict[tuple[str, str], list[Affected]] = {}
    for each in affected:
        if each.package is None or each.package.ecosystem.partition(":")[0] not in ECOSYSTEMS:
            continue
        release = each.package.ecosystem
        name = normal_pypi(each.package.name) if release == "PyPI" else each.package.name
        found.setdefault((release, name), []).append(_affected(each, release))
    for (release, name), parts in found.items():
        yield Entry(release, name, tuple(parts))


def _affected(each: _Affected, release: str) -> Affected:
    normal = order_of(release).normal
    urgency = (each.ecosystem_specific or {}).get("urgency")
    return Affected(
        ranges=tuple(_range(one) for one in each.ranges or ()),
        versions=tuple(dict.fromkeys(normal(version) for version in each.versions or ())),
        severity=urgency if isinstance(urgency, str) and urgency in _WORDS else "",
    )


def _range(one: _Range) -> Range:
    """A range; of an unknown kind it is as undecidable as commits are."""
    kind = RangeKind(one.type) if one.type in RangeKind.__members__ else RangeKind.GIT
    events = tuple((_KINDS[name], text) for event in one.events for name, text in event.items() if name in _KINDS)
    return Range(kind, events)


def severity_of_word(word: str) -> Severity | None:
    """What a word of a distribution is here; None for one that tells nothing."""
    return _WORDS.get(word.lower())
