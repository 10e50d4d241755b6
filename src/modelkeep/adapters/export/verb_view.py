"""Who can do something with a model, for people and as JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import IO, Any

from rich.console import Console

from modelkeep.adapters.export.access_parts import (
    DIM,
    coverage_record,
    heading,
    line,
    principal_words,
    show_coverage,
    write_lines,
)
from modelkeep.adapters.export.terminal import UNKNOWN
from modelkeep.adapters.export.views import console_over, write_json
from modelkeep.adapters.export.who_can_view import HEADINGS, grant_record
from modelkeep.engines.access.asking.answers import ORDER, Certainty, Grant
from modelkeep.engines.access.verbs.answering import ModelAccess, VerbAnswer


def write_text(found: ModelAccess, out: IO[str]) -> None:
    """Everybody by how sure it is, with the ways and their conditions below."""
    console = console_over(out)
    for answer in found.answers:
        line(console, f"Who can {answer.verb.id} {found.model}", "bold")
        line(console, answer.verb.means, DIM, 2)
        _people(answer, console)
        _ways(answer, console)
    show_coverage(found.coverage, console)


def _people(answer: VerbAnswer, console: Console) -> None:
    everybody = sorted(answer.grants.values(), key=lambda each: each.rank)
    for certainty in ORDER:
        chosen = [each for each in everybody if each.certainty is certainty]
        if not chosen:
            continue
        heading(console, f"{HEADINGS[certainty]} ({len(chosen):,})")
        for each in chosen:
            style = UNKNOWN if certainty is Certainty.UNKNOWN else ""
            line(console, principal_words(each.kind, each.principal, each.account), style, 2)
            for how, grant in _ways_of(answer, each.principal):
                line(console, f"{how}, if {grant.condition}" if grant.condition else how, DIM, 4)


def _ways_of(answer: VerbAnswer, principal: str) -> list[tuple[str, Grant]]:
    return [(way.how, each) for way in answer.ways for each in way.grants if each.principal == principal]


def _ways(answer: VerbAnswer, console: Console) -> None:
    """The ways that were asked about, and those that the model gives no occasion for."""
    asked = [way for way in answer.ways if way.resources]
    heading(console, "What was asked about" if asked else "The snapshot shows nothing of the model that this is about.")
    for way in asked:
        taken = f"{way.how}: {' and '.join(way.actions)}"
        line(console, taken if way.grants else f"{taken}; nobody, as far as was read", indent=2)
        for each in way.resources:
            line(console, each, DIM, 4)
    others = [way.how for way in answer.ways if not way.resources]
    if others and asked:
        line(console, f"The snapshot shows nothing of the model for: {', '.join(others)}.", DIM, 2)


def verb_record(answer: VerbAnswer) -> dict[str, Any]:
    """One verb, for JSON."""
    return {
        "verb": answer.verb.id,
        "ways": [
            {
                "how": way.how, "actions": list(way.actions), "resources": list(way.resources),
                "principals": [grant_record(each) for each in way.grants],
            }
            for way in answer.ways
        ],
    }  # fmt: skip


def as_json(found: ModelAccess, out: IO[str]) -> None:
    """All answers as one JSON document."""
    write_json(
        {
            "format": "modelkeep-model-access",
            "format_version": 1,
            "model": found.model,
            "complete": found.is_complete,
            "verbs": [verb_record(each) for each in found.answers],
            "coverage": coverage_record(found.coverage),
        },
        out,
    )


def as_lines(found: ModelAccess, out: IO[str]) -> None:
    """One line for each principal and way; the last line is the coverage."""
    records: list[dict[str, Any]] = [
        {"type": "principal", "model": found.model, "verb": answer.verb.id, "way": way.how, **grant_record(each)}
        for answer in found.answers
        for way in answer.ways
        for each in way.grants
    ]
    records.append({"type": "coverage", "complete": found.is_complete, **coverage_record(found.coverage)})
    write_lines(records, out)


VERB_FORMATS: Mapping[str, Callable[[ModelAccess, IO[str]], None]] = {
    "table": write_text,
    "json": as_json,
    "jsonl": as_lines,
}
