"""CISA's catalogue of known exploited vulnerabilities (JSON) and EPSS's scores (CSV, gzip or plain)."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO

import msgspec

from modelkeep.core.errors import UsageError
from modelkeep.engines.vulnerabilities.advisories import KnownExploited

LARGEST = 256 * 1024 * 1024
"""Bytes; KEV has 1.5 MB, EPSS 10 MB unpacked."""
_GZIP = b"\x1f\x8b"
_KEV = "Name CISA's known_exploited_vulnerabilities.json."
_EPSS = "Name FIRST's epss_scores-YYYY-MM-DD.csv.gz."


class _Exploited(msgspec.Struct):
    cveID: str  # noqa: N815  # CISA's words
    dateAdded: date  # noqa: N815
    knownRansomwareCampaignUse: str = ""  # noqa: N815


class _Catalogue(msgspec.Struct):
    vulnerabilities: list[_Exploited]
    dateReleased: str = ""  # noqa: N815


@dataclass(frozen=True, slots=True)
class Exploited:
    """CISA's catalogue: `released` as it says itself, in ISO form."""

    released: str
    entries: dict[str, KnownExploited]


@dataclass(frozen=True, slots=True)
class Scores:
    """EPSS's scores of a day, in ISO form; '' where the file does not say it."""

    day: str
    scores: tuple[tuple[str, float], ...]


def read_kev(path: Path) -> Exploited:
    """Read CISA's catalogue. Raises UsageError for a file that is none."""
    try:
        catalogue = msgspec.json.decode(_content(path, _KEV), type=_Catalogue)
    except msgspec.MsgspecError as error:
        raise UsageError(f"{path} is no catalogue of known exploited vulnerabilities: {error}", remedy=_KEV) from error
    if not catalogue.vulnerabilities:
        raise UsageError(f"{path} names no vulnerability", remedy=_KEV)
    entries = {
        each.cveID: KnownExploited(
            each.dateAdded.isoformat(),
            {"known": True, "unknown": None}.get(each.knownRansomwareCampaignUse.strip().lower()),
        )
        for each in catalogue.vulnerabilities
    }
    return Exploited(catalogue.dateReleased[:10], entries)


def read_epss(path: Path) -> Scores:
    """Read EPSS's scores. Raises UsageError with the line for a file that is none."""
    with closing(io.StringIO(_content(path, _EPSS).decode("utf-8", "replace"))) as lines:
        first = lines.readline()
        day = first.partition("score_date:")[2].strip()[:10] if first.startswith("#") else ""
        if not first.startswith("#"):
            lines.seek(0)
        scores = tuple(_scores(path, lines, offset=int(first.startswith("#"))))
    if not scores:
        raise UsageError(f"{path} holds no score", remedy=_EPSS)
    return Scores(day, scores)


def _scores(path: Path, lines: IO[str], offset: int) -> Iterator[tuple[str, float]]:
    reader = csv.DictReader(lines)
    for row in reader:
        try:
            cve, score = row["cve"], float(row["epss"])
        except (KeyError, TypeError, ValueError) as error:
            raise UsageError(f"{path}:{reader.line_num + offset}: no score of EPSS: {error}", remedy=_EPSS) from error
        if not 0 <= score <= 1:
            raise UsageError(f"{path}:{reader.line_num + offset}: {score} is no probability", remedy=_EPSS)
        yield cve, score


def _content(path: Path, remedy: str) -> bytes:
    try:
        with path.open("rb") as stream:
            packed = stream.peek(2)[:2] == _GZIP
            with gzip.open(stream) if packed else stream as plain:
                content = plain.read(LARGEST + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise UsageError(f"{path} cannot be read: {error}", remedy=remedy) from error
    if len(content) > LARGEST:
        raise UsageError(f"{path} is larger than {LARGEST} bytes", remedy=remedy)
    return content
