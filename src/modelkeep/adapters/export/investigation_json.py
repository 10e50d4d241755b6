"""An investigation as one JSON document. Field names are part of the interface: they are added to, never renamed."""

from __future__ import annotations

from dataclasses import asdict
from typing import IO, Any

from modelkeep.adapters.export.alerts import alert_record
from modelkeep.adapters.export.text import stamp
from modelkeep.adapters.export.views import write_json
from modelkeep.core.logs.investigation import Chain, Group, Investigation, LogCoverage, Summary


def write(found: Investigation, out: IO[str]) -> None:
    """Write all of it: every group with the ids of its events."""
    write_json(
        {
            "asked": found.asked,
            "subject": {
                "kind": found.subject.kind.value,
                "value": found.subject.value,
                "arns": list(found.subject.arns),
            },
            "since": stamp(found.since) if found.since else None,
            "until": stamp(found.until) if found.until else None,
            "chains": [_chain(each) for each in found.chains],
            "summary": _summary(found.summary),
            "firsts": [{"at": stamp(each.at), "what": each.what, "value": each.value} for each in found.firsts],
            "alerts": [alert_record(each) for each in found.alerts],
            "timeline": [_group(each) for each in found.groups],
            "coverage": _coverage(found.coverage),
            "notes": list(found.notes),
        },
        out,
    )


def _chain(chain: Chain) -> dict[str, Any]:
    return asdict(chain) | {
        "origin": {"kind": chain.origin.kind.value, "name": chain.origin.name, "told": chain.origin.told},
        "first": stamp(chain.first) if chain.first else None,
        "last": stamp(chain.last) if chain.last else None,
    }


def _summary(summary: Summary) -> dict[str, Any]:
    times = {
        "first": stamp(summary.first) if summary.first else None,
        "last": stamp(summary.last) if summary.last else None,
    }
    return asdict(summary) | times


def _group(group: Group) -> dict[str, Any]:
    return asdict(group) | {"first": stamp(group.first), "last": stamp(group.last)}


def _coverage(coverage: LogCoverage) -> dict[str, Any]:
    return {
        "complete": coverage.complete,
        "first": str(coverage.first) if coverage.first else None,
        "last": str(coverage.last) if coverage.last else None,
        "quarantined": coverage.quarantined,
        "data_events": coverage.data_events,
        "sources": [
            {
                "source": each.source, "events": each.events, "accounts": list(each.accounts), "days": each.days,
                "lacking": {account: [str(day) for day in days] for account, days in each.lacking.items()},
            }
            for each in coverage.sources
        ],
    }  # fmt: skip
