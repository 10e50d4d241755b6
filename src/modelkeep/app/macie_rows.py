"""What Macie found in the data of models: findings like our own, which raise the class of what they are in, and complete nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import duckdb

from modelkeep.app.data_places import Place, Read, judged
from modelkeep.core.data import LIKELY, Classified, DataFinding, Method
from modelkeep.core.data_classes import Framework

SOURCE = "macie"
"""What `data_finding` says of rows that Macie told."""
_FOUND = """
    SELECT place, type, category = 'CUSTOM_IDENTIFIER', coalesce("column", ''), max(coalesce("count", 0))
    FROM macie_finding WHERE place <> '' AND type <> '' GROUP BY ALL ORDER BY ALL
"""


@dataclass(frozen=True, slots=True)
class Macie:
    """Findings by object, s3://BUCKET/KEY, and the types that no identifier stands for, likewise."""

    findings: Mapping[str, tuple[DataFinding, ...]]
    unknown: Mapping[str, tuple[str, ...]]

    def within(self, place: Place) -> tuple[str, ...]:
        """The objects of a place of which Macie tells something. What is no longer there does not count, unless not all could be listed."""
        address = f"s3://{place.arn.removeprefix('arn:aws:s3:::')}" + ("/" if place.is_bucket else "")
        told = (*self.findings, *(each for each in self.unknown if each not in self.findings))
        return tuple(each for each in told if each in place.held or (place.problem and each.startswith(address)))


def macie_of(connection: duckdb.DuckDBPyConnection, framework: Framework) -> Macie:
    """What Macie found, as far as it was read. A custom data identifier has a name that the account chose: it stands for none of ours."""
    findings: Mapping[str, list[DataFinding]] = defaultdict(list)
    unknown: Mapping[str, list[str]] = defaultdict(list)
    for place, name, custom, column, count in connection.execute(_FOUND).fetchall():
        identifier = None if custom else framework.macie.get(name)
        if identifier is None:
            unknown[place].append(name)
            continue
        findings[place].append(
            DataFinding(
                identifier=identifier.id, data_class=identifier.data_class, severity=identifier.severity, place=(place,), column=column,
                at="", count=count, examined=0, confidence=LIKELY, masked="", keyed="",
            )
        )  # fmt: skip
    return Macie(
        {place: tuple(each) for place, each in findings.items()},
        {place: tuple(each) for place, each in unknown.items()},
    )


def raised(names: Iterable[str], macie: Macie, known: Mapping[str, Read], framework: Framework) -> dict[str, Read]:
    """What objects are with Macie's findings beside our own, where that is more; by name."""
    found: dict[str, Read] = {}
    for name in names:
        ours, theirs = known.get(name), macie.findings.get(name, ())
        mine = ours.findings if ours is not None else ()
        seen = {each.identifier for each in mine}
        more = tuple(each for each in theirs if each.identifier not in seen)
        if not more:
            continue
        told = judged(
            name,
            Classified(
                place=name, size=0, tag="", formats=(), findings=(*mine, *more), gaps=(), method=Method.SAMPLE, bytes_read=0
            ),
            framework,
        )  # fmt: skip
        found[name] = replace(
            told, reason=f"{told.reason} ({', '.join(sorted({each.identifier for each in more}))}: told by Macie)"
        )
    return found
