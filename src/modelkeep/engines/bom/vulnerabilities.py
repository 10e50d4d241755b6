"""Known vulnerabilities as CycloneDX has them, with what VEX says of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from modelkeep.core.bom import Affected, KnownVulnerability
from modelkeep.core.vulnerabilities import Exploitability

_STATES = {
    Exploitability.NOT_AFFECTED: "not_affected",
    Exploitability.FIXED: "resolved",
    Exploitability.AFFECTED: "exploitable",
    Exploitability.UNDER_INVESTIGATION: "in_triage",
}
_PAGES = {
    "CVE": ("NVD", "https://nvd.nist.gov/vuln/detail/{}"),
    "GHSA": ("GitHub Advisories", "https://github.com/advisories/{}"),
}
_OSV = ("OSV", "https://osv.dev/vulnerability/{}")


def vulnerability_record(each: KnownVulnerability, stamp: Callable[[datetime], str]) -> dict[str, Any]:
    """One entry of `vulnerabilities`. Where packages are judged differently, the state is that of those that are still open."""
    told = {
        "source": _source(each.id),
        "references": [{"id": alias, "source": _source(alias)} for alias in each.aliases],
        "ratings": [_rating(each)],
        "recommendation": _recommendation(each.affects),
        "published": stamp(each.published) if each.published else "",
        "analysis": _analysis(each.affects),
        "affects": [_affects(affected) for affected in each.affects],
        "properties": _properties(each),
    }
    return {
        "bom-ref": f"vulnerability:{each.id}",
        "id": each.id,
        **{key: value for key, value in told.items() if value},
    }


def stated(affected: Affected) -> Exploitability | None:
    """What VEX says of one package; None where nothing does, or what is said is in no known words."""
    said = affected.statement.lower().replace("-", "_").replace(" ", "_")
    ranked = sorted(Exploitability, key=lambda status: -len(status.value))
    return next((status for status in ranked if said.startswith(status.value)), None)


def _source(name: str) -> dict[str, str]:
    title, url = _PAGES.get(name.partition("-")[0], _OSV)
    return {"name": title, "url": url.format(name)}


def _rating(each: KnownVulnerability) -> dict[str, Any]:
    rating: dict[str, Any] = {"severity": each.severity or "unknown"}
    return rating if each.score is None else {"score": each.score, **rating}


def _recommendation(affects: Iterable[Affected]) -> str:
    told = {f"{each.package} {each.fixed}" for each in affects if each.fixed}
    return f"Upgrade to {', '.join(sorted(told))} or later." if told else ""


def _analysis(affects: tuple[Affected, ...]) -> dict[str, Any]:
    """Nothing where VEX says nothing of a package that is affected, too."""
    chosen = [each for each in affects if each.open] or list(affects)
    states = {stated(each) for each in chosen}
    if None in states or not states:
        return {}
    status = next(
        each
        for each in (Exploitability.AFFECTED, Exploitability.UNDER_INVESTIGATION, *Exploitability)
        if each in states
    )
    return {"state": _STATES[status], "detail": "; ".join(sorted({each.statement for each in chosen}))}


def _affects(each: Affected) -> dict[str, Any]:
    if not each.version:
        return {"ref": each.ref}
    status = "affected" if each.open else "unaffected"
    return {"ref": each.ref, "versions": [{"version": each.version, "status": status}]}


def _properties(each: KnownVulnerability) -> list[dict[str, str]]:
    told = [
        ("modelkeep:known-exploited", "" if each.exploited is None else str(each.exploited).lower()),
        ("modelkeep:epss", "" if each.epss is None else f"{each.epss:g}"),
        ("modelkeep:found-by", ", ".join(each.sources)),
    ]
    found = [{"name": name, "value": value} for name, value in told if value]
    found += [
        {"name": "modelkeep:vex", "value": f"{one.package}: {one.statement}"} for one in each.affects if one.statement
    ]
    return found
