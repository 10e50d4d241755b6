"""The packages of what a model runs, each once, and the vulnerabilities that are known of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from modelkeep.core.bom import Affected, Completeness, KnownVulnerability, Occurrence, Part, PartType
from modelkeep.core.components import PackageType, package_purl
from modelkeep.core.words import plural
from modelkeep.engines.bom.holders import Holder
from modelkeep.engines.bom.rows import Rows, facts, sentence

_COMPONENTS = "SELECT * FROM component WHERE list_contains($arns, arn) ORDER BY ALL"
_VULNERABILITIES = "SELECT * FROM vulnerability WHERE list_contains($arns, arn) ORDER BY ALL"
_STANDINGS = ("affected", "no-data", "not-affected")
"""What wins where one package was looked up in several places."""
NOTHING = "nothing that it runs is yours to look into for vulnerabilities, or none of it is known"


@dataclass(slots=True)
class _Package:
    """One package, wherever it was found."""

    part: Part
    occurrences: set[Occurrence] = field(default_factory=set)
    licences: dict[str, None] = field(default_factory=dict)
    standings: dict[str, str] = field(default_factory=dict)
    requirements: dict[str, None] = field(default_factory=dict)

    def told(self) -> Part:
        """The package with all that is known of it."""
        standing = next((each for each in _STANDINGS if each in self.standings), "not-looked-up")
        return replace(
            self.part,
            licences=tuple(self.licences),
            occurrences=tuple(sorted(self.occurrences)),
            facts=facts(
                [
                    ("vulnerabilities", standing),
                    ("vulnerabilities-reason", self.standings.get(standing) if standing == "no-data" else ""),
                    ("requirement", tuple(self.requirements)),
                ]
            ),
        )


@dataclass(frozen=True, slots=True)
class Packages:
    """The packages by ref, the holders with what they need, and the vulnerabilities."""

    parts: tuple[Part, ...]
    holders: tuple[Part, ...]
    vulnerabilities: tuple[KnownVulnerability, ...]
    told: Completeness
    gap: str


def packages(rows: Rows, holders: Sequence[Holder]) -> Packages:
    """What the holders are built from. A package that only vulnerability data name, as Inspector's findings may, is one of them."""
    by_arn = {each.arn: each.part.ref for each in holders if each.arn}
    found: dict[str, _Package] = {}
    named: dict[tuple[str, str, str, str], str] = {}
    needs: dict[str, set[str]] = {each.part.ref: set() for each in holders}
    distributions = {each.arn: str(each.scan["distribution"] or "") for each in holders if each.scan}
    for row in rows.ask(_COMPONENTS, arns=list(by_arn)):
        holder = by_arn[row["arn"]]
        package = _package(found, row, distributions[row["arn"]])
        _seen(package, row, holder)
        needs[holder].add(package.part.ref)
        named[_key(row, "name")] = package.part.ref
    vulnerable = rows.ask(_VULNERABILITIES, arns=list(by_arn))
    for row in vulnerable:
        key, holder = _key(row, "package"), by_arn[row["arn"]]
        if key not in named:
            package = _package(found, {**row, "name": row["package"]}, distributions[row["arn"]])
            package.occurrences.add(Occurrence(holder, str(row["place"] or ""), "told"))
            package.standings["affected"] = ""
            needs[holder].add(package.part.ref)
            named[key] = package.part.ref
    told, gap = _looked_up(holders)
    return Packages(
        parts=tuple(found[ref].told() for ref in sorted(found)),
        holders=tuple(replace(each.part, needs=tuple(sorted(needs[each.part.ref]))) for each in holders),
        vulnerabilities=tuple(_vulnerabilities(vulnerable, named)),
        told=told,
        gap=gap,
    )


def _key(row: Mapping[str, Any], name: str) -> tuple[str, str, str, str]:
    return str(row["arn"]), str(row["type"] or ""), str(row[name] or ""), str(row["version"] or "")


def _package(found: dict[str, _Package], row: Mapping[str, Any], distribution: str) -> _Package:
    kind, name, version = str(row["type"] or PackageType.GENERIC), str(row["name"] or ""), str(row["version"] or "")
    system = row.get("distribution")
    purl = package_purl(
        kind, name, version, distribution if system is None else system, str(row.get("architecture") or "")
    )
    ref = purl or f"package:{kind}/{name}@{version}"
    if ref not in found:
        type_ = PartType.FRAMEWORK if kind == PackageType.GENERIC else PartType.LIBRARY
        found[ref] = _Package(Part(ref=ref, type=type_, name=name, version=version, purl=purl))
    return found[ref]


def _seen(package: _Package, row: Mapping[str, Any], holder: str) -> None:
    package.occurrences.add(
        Occurrence(holder, str(row["place"] or ""), str(row["evidence"] or ""), str(row["layer"] or ""))
    )
    package.licences.update(dict.fromkeys(row["licences"] or ()))
    if row["standing"]:
        package.standings.setdefault(str(row["standing"]), str(row["reason"] or ""))
    if row["requirement"]:
        package.requirements[str(row["requirement"])] = None


def _vulnerabilities(
    rows: Iterable[Mapping[str, Any]], named: Mapping[tuple[str, str, str, str], str]
) -> Iterable[KnownVulnerability]:
    grouped: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        grouped.setdefault(str(row["vulnerability"]), []).append(row)
    for name, each in sorted(grouped.items()):
        affected = {}
        for row in each:
            ref = named[_key(row, "package")]
            if ref not in affected or row["open"] is not False:  # open in one place is open
                affected[ref] = _affected(ref, row)
        yield KnownVulnerability(
            id=name,
            aliases=tuple(sorted({alias for row in each for alias in row["aliases"] or ()} - {name})),
            severity=str(_first(each, "severity") or ""),
            score=_first(each, "score"),
            published=_first(each, "published_at"),
            exploited=_first(each, "exploited"),
            epss=_first(each, "epss"),
            sources=tuple(sorted({source for row in each for source in row["sources"] or ()})),
            affects=tuple(affected[ref] for ref in sorted(affected)),
        )


def _affected(ref: str, row: Mapping[str, Any]) -> Affected:
    return Affected(
        ref=ref,
        version=str(row["version"] or ""),
        package=str(row["package"] or ""),
        fixed=str(row["fixed_version"] or ""),
        open=row["open"] is not False,
        statement=str(row["statement"] or ""),
    )


def _first(rows: Sequence[Mapping[str, Any]], column: str) -> Any:
    return next((row[column] for row in rows if row[column] not in (None, "")), None)


def _looked_up(holders: Sequence[Holder]) -> tuple[Completeness, str]:
    """Whether every package of every holder was looked up, and why not."""
    gaps = []
    for each in holders:
        told = each.part.name
        if each.scan is None or each.scan["no_data"] is None:
            gaps.append(f"no vulnerabilities were looked up for {told}")
        elif each.scan["no_data"]:
            gaps.append(f"the vulnerability data do not know {plural(each.scan['no_data'], 'package')} of {told}")
        elif each.part.completeness is not Completeness.COMPLETE:
            gaps.append(f"not all packages of {told} are known")
    if not gaps:
        return (Completeness.COMPLETE, "") if holders else (Completeness.UNKNOWN, NOTHING)
    looked = any(each.scan is not None and each.scan["no_data"] is not None for each in holders)
    return (Completeness.INCOMPLETE if looked else Completeness.UNKNOWN), sentence(gaps)
