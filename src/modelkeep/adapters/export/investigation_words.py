"""An investigation in words that text, HTML and JSON share."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from modelkeep.adapters.export.text import visible
from modelkeep.core.arn import parse_arn
from modelkeep.core.logs.investigation import Chain, Group, Hop, Investigation, LogCoverage, SourceCoverage
from modelkeep.core.words import plural
from modelkeep.engines.logs.investigation.timeline import is_denied

_DAYS = 3
"""Lacking days that are named one by one."""
_SSO = re.compile(r"AWSReservedSSO_(.+)_[0-9a-f]{16}$")


def moment(at: datetime) -> str:
    """A time to the second."""
    return f"{at:%Y-%m-%d %H:%M:%S}"


def lane_told(lane: str) -> str:
    """A principal by its kind, name and account: `role model-release in 111122223333`."""
    parts = parse_arn(lane)
    if parts is None:
        return visible(lane) or "nobody told"
    kind, _, name = parts.resource.partition("/")
    last = name.rpartition("/")[2] or kind
    sso = _SSO.search(last)
    told = f"permission set {sso[1]}" if sso else f"{kind} {last}" if name else parts.resource
    return visible(f"{told} in {parts.account}" if parts.account else told)


def origin_told(chain: Chain) -> str:
    """`human maria.lopez@example.com`, or `unknown`."""
    name = chain.origin.name
    shown = lane_told(name) if name.startswith("arn:") else visible(name)
    kind = chain.origin.kind.value
    return shown if shown.startswith(f"{kind} ") else f"{kind} {shown}".strip()


def hop_told(hop: Hop) -> str:
    """An identity of a chain, with its session and key."""
    parts = [lane_told(hop.name)]
    if hop.session:
        parts.append(f"session {visible(hop.session)}")
    if hop.key:
        parts.append(f"key {visible(hop.key)}")
    return ", ".join(parts)


def hops_of(chain: Chain) -> tuple[Hop, ...]:
    """From the origin down, without the origin's own identity where it has no more to it."""
    first = chain.hops[0]
    is_told = first.name == chain.origin.name and not (first.key or first.session or first.how)
    return chain.hops[1:] if is_told else chain.hops


def steps_of(chain: Chain) -> list[tuple[str, str]]:
    """How each identity of `hops_of` was reached, and the identity."""
    return [(hop.how, hop_told(hop)) for hop in hops_of(chain)]


def used_told(chain: Chain) -> str:
    """How much a chain was used, and when."""
    told = plural(chain.events, "event")
    if chain.sessions > 1:
        told += f" in {plural(chain.sessions, 'session')}"
    if chain.first and chain.last:
        told += (
            f", {moment(chain.first)} to {moment(chain.last)}"
            if chain.first != chain.last
            else f", {moment(chain.first)}"
        )
    return told


def outcome_told(group: Group) -> str:
    """`denied`, the error, or nothing."""
    return f"denied ({visible(group.error)})" if is_denied(group.error) else visible(group.error)


def counts_told(counts: Mapping[str, int], most: int = 6) -> str:
    """`eu-west-1 120, us-east-1 3`; beyond `most`, how many more."""
    told = [f"{visible(name)} {count:,}" for name, count in list(counts.items())[:most]]
    if len(counts) > most:
        told.append(f"and {len(counts) - most:,} more")
    return ", ".join(told)


def range_told(found: Investigation) -> str:
    """The range that was looked at."""
    bounds = [f"from {moment(found.since)}" if found.since else "", f"to {moment(found.until)}" if found.until else ""]
    return " ".join(filter(None, bounds)) or "all that the lake has"


def subject_told(found: Investigation) -> str:
    """`role`, or `alert AID-041: its title`."""
    alert = next((each for each in found.alerts if each.id == found.asked), None)
    kind = found.subject.kind.value
    return f"{kind} {visible(alert.rule)}: {visible(alert.title)}" if alert else kind


def coverage_told(coverage: LogCoverage) -> list[str]:
    """What the lake has and lacks, a sentence for each source."""
    if not coverage.days:
        return ["The lake has nothing of this range."]
    told = [f"{plural(coverage.days, 'day')}, {coverage.first} to {coverage.last} (UTC)."]
    return [*told, *(_source_told(each, coverage) for each in coverage.sources)]


def _source_told(source: SourceCoverage, coverage: LogCoverage) -> str:
    if not source.events and not source.lacking:
        return f"{source.source}: the lake has nothing of it; what it would tell is unknown."
    told = (
        f"{source.source}: {plural(source.events, 'event')} of {plural(len(source.accounts), 'account')} "
        f"on {source.days} of {plural(coverage.days, 'day')}."
    )
    for account, days in source.lacking.items():
        named = ", ".join(map(str, days[:_DAYS])) + (f" and {len(days) - _DAYS} more" if len(days) > _DAYS else "")
        told += f" Nothing of {account or 'an unknown account'} on {named}."
    return told
