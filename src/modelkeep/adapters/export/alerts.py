"""Alerts in their own words: for a terminal, one JSON object a line, OCSF detection findings (class 2004).

https://schema.ocsf.io/1.5.0/classes/detection_finding
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from typing import IO, Any

from rich.text import Text

from modelkeep import __version__
from modelkeep.adapters.export.ocsf import NEW, SEVERITIES, SUPPRESSED, VERSION
from modelkeep.adapters.export.terminal import STYLES
from modelkeep.adapters.export.text import milliseconds, stamp, visible
from modelkeep.adapters.export.views import console_over
from modelkeep.core.finding import Finding
from modelkeep.core.logs.alert import Alert
from modelkeep.core.words import plural

DETECTION = 2004
_SHOWN = 3


def alert_record(alert: Alert, finding: Finding | None = None, *, is_new: bool = True) -> dict[str, Any]:
    """One alert as plain values. Field names are part of the interface: they are added to, never renamed."""
    return {
        "id": alert.id,
        "rule": alert.rule,
        "version": alert.version,
        "title": alert.title,
        "severity": alert.severity.value,
        "entity": list(alert.entity),
        "window_start": stamp(alert.window_start),
        "window_end": stamp(alert.window_end),
        "first": stamp(alert.first),
        "last": stamp(alert.last),
        "count": alert.count,
        "events": list(alert.events),
        "techniques": list(alert.techniques),
        "models": list(alert.models),
        "account": alert.account,
        "region": alert.region,
        "reason": alert.reason,
        "suppressed": finding.suppressed.told if finding and finding.suppressed else None,
        "new": is_new,
    }


def write_lines(pairs: Iterable[tuple[Alert, Finding]], out: IO[str], new: Collection[str] | None = None) -> None:
    """One alert a line. `new` are the ids of those that were not found before; None for all."""
    for alert, finding in pairs:
        out.write(json.dumps(alert_record(alert, finding, is_new=new is None or alert.id in new)) + "\n")


def write_table(
    pairs: Sequence[tuple[Alert, Finding]], rules: int, out: IO[str], new: Collection[str] | None = None
) -> None:
    """For reading: the worst first, each with whom it is about, the time, and the first events; `new` ones marked, where not all are."""
    are_all_new = new is None or all(alert.id in new for alert, _ in pairs)
    console = console_over(out)
    for alert, finding in pairs:
        heading = Text.assemble((f"{alert.severity.value:8}", STYLES[alert.severity]), "  ", (alert.rule, "bold"))
        heading.append(f"  {visible(alert.title)}")
        if new is not None and alert.id in new and not are_all_new:
            heading.append("  new", "bold")
        console.print(heading)
        lines = [alert.reason, f"{alert.account or 'several accounts'} {alert.region or 'several regions'}  {alert.id}"]
        lines.append("events " + ", ".join(alert.events[:_SHOWN]) + (", ..." if alert.count > _SHOWN else ""))
        if alert.models:
            lines.append("models " + ", ".join(alert.models))
        if alert.techniques:
            lines.append("techniques " + ", ".join(alert.techniques))
        if finding.suppressed:
            lines.append(finding.suppressed.told)
        for line in lines:
            console.print(Text(f"          {visible(line)}"))
        console.print()
    some = "" if new is None or are_all_new else f", {sum(alert.id in new for alert, _ in pairs):,} new,"
    console.print(Text(f"{plural(len(pairs), 'alert')}{some} of {plural(rules, 'rule')} that were evaluated"))


def write_ocsf(pairs: Iterable[tuple[Alert, Finding]], out: IO[str]) -> None:
    """One JSON array, an event on each line."""
    out.write("[")
    separator = "\n"
    for alert, finding in pairs:
        out.write(separator + json.dumps(_event(alert, finding)))
        separator = ",\n"
    out.write("\n]\n")


def _event(alert: Alert, finding: Finding) -> dict[str, Any]:
    severity_id, severity = SEVERITIES[alert.severity]
    return {
        "activity_id": 1,
        "activity_name": "Create",
        "category_uid": 2,
        "category_name": "Findings",
        "class_uid": DETECTION,
        "class_name": "Detection Finding",
        "type_uid": DETECTION * 100 + 1,
        "type_name": "Detection Finding: Create",
        "time": milliseconds(finding.at),
        "severity_id": severity_id,
        "severity": severity,
        "status_id": SUPPRESSED if finding.suppressed else NEW,
        "status": "Suppressed" if finding.suppressed else "New",
        "message": alert.title,
        "metadata": {
            "version": VERSION,
            "profiles": ["cloud"],
            "uid": alert.id,
            "event_code": alert.rule,
            "product": {"name": "Modelkeep", "vendor_name": "Modelkeep", "version": __version__},
        },
        "finding_info": {
            "uid": alert.id,
            "title": alert.title,
            "desc": visible(alert.reason),
            "types": ["threat-detection"],
            "analytic": {
                "name": alert.title,
                "uid": alert.rule,
                "type": "Rule",
                "type_id": 1,
                "version": str(alert.version),
            },
            "related_events": [{"uid": each} for each in alert.events],
            "related_events_count": alert.count,
            "first_seen_time": milliseconds(finding.first_seen or finding.at),
            "last_seen_time": milliseconds(finding.at),
            "created_time": milliseconds(finding.at),
        },
        "resources": [
            {"uid": finding.resource, "name": finding.name, "region": alert.region, "cloud_partition": "aws"}
        ],
        "cloud": {
            "provider": "AWS",
            "region": alert.region,
            "account": {"uid": alert.account, "type": "AWS Account", "type_id": 10},
        },
        "start_time": milliseconds(finding.first_seen or finding.at),
        "end_time": milliseconds(finding.at),
        "count": alert.count,
        "unmapped": {"techniques": list(alert.techniques), "models": list(alert.models)},
    }
