"""One vulnerability from all advisories about it, with what CISA's catalogue and EPSS say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from modelkeep.core.verdict import Severity
from modelkeep.core.vulnerabilities import Vulnerability
from modelkeep.engines.vulnerabilities.advisories import Advisory
from modelkeep.engines.vulnerabilities.cvss import rating
from modelkeep.engines.vulnerabilities.index import Index
from modelkeep.engines.vulnerabilities.osv import REFERENCES, severity_of_word


def merged(advisories: Sequence[tuple[Advisory, str]], index: Index) -> Vulnerability:
    """What the advisories (each with the CVE of a bulletin, or '') say together.

    The severity is the worst that somebody told in words, else the rating of the highest score. The id is an advisory's own, a CVE id
    where only bulletins are about it, which mend several.
    """
    told = [each.vulnerability for each, _ in advisories]
    ids = sorted({cve or each.vulnerability.id for each, cve in advisories}, key=_rank)
    names = dict.fromkeys([*ids, *(name for each, cve in advisories for name in _names(each, cve))])
    scored = max((each for each in told if each.score is not None), key=lambda each: each.score or 0.0, default=None)
    words = [severity for each, _ in advisories for severity in _severities(each)]
    severity = min(words, key=lambda each: each.rank) if words else None
    if severity is None and scored is not None and scored.score is not None:
        severity = rating(scored.score)
    cves = [name for name in names if name.startswith("CVE-")]
    entry = next((found for found in map(index.exploited, cves) if found is not None), None)
    chances = [chance for chance in map(index.epss, cves) if chance is not None]
    return Vulnerability(
        id=ids[0],
        aliases=tuple(names)[1:],
        summary=next((each.summary for each in told if each.summary), ""),
        severity=severity,
        score=scored.score if scored is not None else None,
        vector=scored.vector if scored is not None else next((each.vector for each in told if each.vector), ""),
        published=min((each.published for each in told if each.published is not None), default=None),
        modified=max((each.modified for each in told if each.modified is not None), default=None),
        references=tuple(dict.fromkeys(url for each in told for url in each.references))[:REFERENCES],
        exploited=(entry is not None) if index.knows_exploited and cves else None,
        known_exploited=date.fromisoformat(entry.added) if entry is not None else None,
        ransomware=entry.ransomware if entry is not None else None,
        epss=max(chances, default=None),
    )


def _names(advisory: Advisory, cve: str) -> tuple[str, ...]:
    return (cve, advisory.vulnerability.id) if cve else advisory.vulnerability.names


def _rank(name: str) -> tuple[int, str]:
    """Advisories that are about packages before CVE ids, which are about products."""
    return (1 if name.startswith("CVE-") else 0, name)


def _severities(advisory: Advisory) -> list[Severity]:
    """What the distribution says of this package goes before what is said of the vulnerability anywhere."""
    here = [found for each in advisory.affected if (found := severity_of_word(each.severity)) is not None]
    if here:
        return here
    told = advisory.vulnerability.severity
    return [told] if told is not None else []
