"""Known vulnerabilities as SPDX's Security profile has them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from modelkeep.core.bom import Affected, Bill, KnownVulnerability
from modelkeep.core.vulnerabilities import Exploitability
from modelkeep.engines.bom.vulnerabilities import stated

_VEX = {
    Exploitability.NOT_AFFECTED: (
        "security_VexNotAffectedVulnAssessmentRelationship",
        "doesNotAffect",
        "security_impactStatement",
    ),
    Exploitability.FIXED: ("security_VexFixedVulnAssessmentRelationship", "fixedIn", ""),
    Exploitability.AFFECTED: ("security_VexAffectedVulnAssessmentRelationship", "affects", "security_actionStatement"),
    Exploitability.UNDER_INVESTIGATION: (
        "security_VexUnderInvestigationVulnAssessmentRelationship",
        "underInvestigationFor",
        "",
    ),
}


def vulnerability_elements(model: Any, bill: Bill, make: Callable[..., Any], parts: Mapping[str, Any]) -> Iterator[Any]:
    """A vulnerability, which packages have it, and what VEX says; `make` makes an element, `parts` are those of the bill by ref."""
    for each in bill.vulnerabilities:
        ref = f"vulnerability:{each.id}"
        told = make(
            "security_Vulnerability", ref, name=each.id, externalIdentifier=[_identifier(model, name) for name in (each.id, *each.aliases)],
            comment=_comment(each), security_publishedTime=utc(each.published) if each.published else None,
        )  # fmt: skip
        yield told
        for affected in each.affects:
            yield make(
                "Relationship", f"{affected.ref}#{ref}", from_=parts[affected.ref], to=[told],
                relationshipType=model.RelationshipType.hasAssociatedVulnerability,
            )  # fmt: skip
            yield from _vex(model, make, told, affected, f"{affected.ref}#{ref}#vex", parts)


def utc(at: datetime) -> datetime:
    """A time in UTC to the second, as SPDX takes it; times without zone are UTC."""
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)


def _identifier(model: Any, name: str) -> Any:
    made = model.ExternalIdentifier()
    kind = "cve" if name.startswith("CVE-") else "securityOther"
    made.externalIdentifierType = getattr(model.ExternalIdentifierType, kind)
    made.identifier = name
    return made


def _comment(each: KnownVulnerability) -> str:
    exploited = "" if each.exploited is None else f"known to be exploited: {str(each.exploited).lower()}"
    return "; ".join(
        filter(
            None,
            (
                f"severity: {each.severity or 'unknown'}",
                "" if each.score is None else f"score: {each.score:g}",
                exploited,
                "" if each.epss is None else f"EPSS: {each.epss:g}",
            ),
        )
    )


def _vex(
    model: Any, make: Callable[..., Any], told: Any, affected: Affected, ref: str, parts: Mapping[str, Any]
) -> Iterator[Any]:
    status = stated(affected)
    if status is None:
        return
    name, kind, says = _VEX[status]
    more = {says: affected.statement} if says else {"security_statusNotes": affected.statement}
    yield make(
        name, ref, from_=told, to=[parts[affected.ref]], relationshipType=getattr(model.RelationshipType, kind), **more
    )
