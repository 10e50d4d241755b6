"""Since when a finding is what it is, in words."""

from __future__ import annotations

from modelkeep.adapters.export.text import day
from modelkeep.core.finding import Finding, State


def since_told(finding: Finding) -> str:
    """`open since 2026-11-01`; empty where no history tells."""
    if finding.since is None:
        return ""
    since = day(finding.since)
    told = {
        State.NEW: "new",
        State.STILL_OPEN: f"open since {since}",
        State.REOPENED: f"reopened {since}",
        State.NEWLY_UNKNOWN: "newly unknown",
        State.STILL_UNKNOWN: f"unknown since {since}",
        State.FIXED: f"fixed {since}",
    }.get(finding.state, "")
    if told and finding.first_seen and day(finding.first_seen) != since:
        told += f", first seen {day(finding.first_seen)}"
    return told
