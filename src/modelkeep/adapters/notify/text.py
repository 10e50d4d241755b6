"""Messages about alerts, for people and for machines."""

from __future__ import annotations

from typing import Any

from modelkeep.adapters.export.text import stamp
from modelkeep.core.notification import Message, Notification
from modelkeep.core.words import plural

FORMAT = 1


def body(message: Message) -> str:
    """A message as plain text."""
    parts = ["\n".join(_lines(each)) for each in message.notifications]
    if message.more:
        parts.append(f"and {plural(message.more, 'more alert')}: `modelkeep detect` shows them all")
    return "\n\n".join(parts)


def _lines(found: Notification) -> list[str]:
    lines = [
        found.headline,
        f"who: {', '.join(each for each in found.entity if each) or 'nobody known'}",
        f"{plural(found.count, 'event')}, {stamp(found.first)} to {stamp(found.last)}",
    ]
    if found.models:
        lines.append(f"models: {', '.join(found.models)}")
    return [*lines, found.id]


def document(message: Message) -> dict[str, Any]:
    """A message as a document. Field names are part of the interface: they are added to, never renamed."""
    return {
        "format": FORMAT,
        "source": "modelkeep",
        "title": message.title,
        "alerts": [_record(each) for each in message.notifications],
        "more": message.more,
    }


def _record(found: Notification) -> dict[str, Any]:
    return {
        "id": found.id,
        "rule": found.rule,
        "title": found.title,
        "severity": found.severity.value,
        "entity": list(found.entity),
        "models": list(found.models),
        "count": found.count,
        "first": stamp(found.first),
        "last": stamp(found.last),
    }
