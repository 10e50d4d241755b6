"""What a principal can do, for people and as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
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
from modelkeep.adapters.export.text import kind_words
from modelkeep.adapters.export.views import console_over, write_json
from modelkeep.adapters.export.who_can_view import grant_record, show_grants
from modelkeep.core.words import plural
from modelkeep.engines.access.asking.reach import Permitted, Reach, Reached
from modelkeep.engines.access.decision import Outcome

_SHOWN = 6


def write_text(answer: Reach, out: IO[str]) -> None:
    """The answer for reading: resource by resource, actions by access level."""
    console = console_over(out)
    line(console, f"What {principal_words(answer.kind, answer.principal, answer.account)} can do", "bold")
    line(console, answer.principal, DIM, 2)
    if answer.principal_unread:
        line(console, f"not all of its policies were read: {answer.principal_unread}", UNKNOWN, 2)
    perhaps = [each for each in answer.reached if _is_unknown(each)]
    for each in answer.reached:
        if each not in perhaps:
            _resource(each, console)
    if perhaps:
        heading(console, f"Perhaps, for something was not read ({len(perhaps):,})")
        for each in perhaps:
            line(console, each.resource.arn, UNKNOWN, 2)
            _unknown(each.permitted, console, 4)
    console.print()
    without = answer.asked - sum(each.resource.arn != "*" for each in answer.reached)
    if answer.asked:
        line(console, f"Nothing with {without:,} of {plural(answer.asked, 'resource')} that were asked about.")
    else:
        line(
            console,
            "No resource was asked about: --everything asks about those too on which no model depends.",
            UNKNOWN,
        )
    if answer.unlisted:
        line(console, f"{plural(answer.unlisted, 'list')} of resources could not be read: there may be more.", UNKNOWN)
    show_grants("Roles that it can become, in one step", list(answer.roles), console)
    for arn in answer.openings:
        line(console, f"what else opens {arn} was not read", UNKNOWN, 2)
    show_coverage(answer.coverage, console)


def _resource(reached: Reached, console: Console) -> None:
    known = reached.resource
    if known.arn == "*":
        heading(console, "On no particular resource")
    else:
        heading(console, f"{known.name or known.arn}{f', {kind_words(known.kind)}' if known.kind else ''}")
        line(console, known.arn, DIM, 2)
    for each in reached.permitted:
        if each.outcome is Outcome.UNKNOWN:
            continue
        inside = f" in {each.form}" if each.form not in (known.arn, "*") else ""
        line(console, f"{each.level.value}{inside}: {_actions(each)}", indent=2)
        if each.condition:
            line(console, f"if {each.condition}", DIM, 4)
    _unknown([each for each in reached.permitted if each.outcome is Outcome.UNKNOWN], console, 2)


def _is_unknown(reached: Reached) -> bool:
    return all(each.outcome is Outcome.UNKNOWN for each in reached.permitted)


def _unknown(permitted: Iterable[Permitted], console: Console, indent: int) -> None:
    """How many actions something unread decides; JSON names them."""
    by_condition: dict[str, list[Permitted]] = {}
    for each in permitted:
        by_condition.setdefault(each.condition, []).append(each)
    for condition, alike in by_condition.items():
        counts: dict[str, int] = {}
        for each in alike:
            counts[each.level.value] = counts.get(each.level.value, 0) + len(each.actions)
        told = ", ".join(f"{level} {count:,}" for level, count in counts.items())
        line(console, f"Unknown: {told}", UNKNOWN, indent)
        line(console, f"if {condition}", DIM, indent + 2)


def _actions(permitted: Permitted) -> str:
    shown = ", ".join(permitted.actions[:_SHOWN])
    more = len(permitted.actions) - _SHOWN
    return f"{shown} and {more:,} more" if more > 0 else shown


def _reached_record(reached: Reached) -> dict[str, Any]:
    known = reached.resource
    return {
        "resource": known.arn, "name": known.name, "kind": known.kind, "account": known.account, "region": known.region,
        "permitted": [
            {
                "on": each.form, "access_level": each.level.value, "actions": list(each.actions),
                "decision": each.outcome.value, "condition": each.condition, "rests_on_unread": each.rests_on_unread,
            }
            for each in reached.permitted
        ],
    }  # fmt: skip


def as_json(answer: Reach, out: IO[str]) -> None:
    """The answer as one JSON document."""
    write_json(
        {
            "format": "modelkeep-can-reach",
            "format_version": 1,
            "principal": answer.principal,
            "kind": answer.kind,
            "account": answer.account,
            "complete": answer.is_complete,
            "unread": answer.principal_unread,
            "asked": answer.asked,
            "unlisted": answer.unlisted,
            "resources": [_reached_record(each) for each in answer.reached],
            "roles": [grant_record(each) for each in answer.roles],
            "unread_openings": list(answer.openings),
            "coverage": coverage_record(answer.coverage),
        },
        out,
    )


def as_lines(answer: Reach, out: IO[str]) -> None:
    """One line for each resource and role; the last line is the coverage."""
    records: list[dict[str, Any]] = [
        {"type": "resource", "principal": answer.principal, **_reached_record(each)} for each in answer.reached
    ]
    records += ({"type": "role", "by_principal": answer.principal, **grant_record(each)} for each in answer.roles)
    records.append({"type": "coverage", "complete": answer.is_complete, **coverage_record(answer.coverage)})
    write_lines(records, out)


CAN_REACH_FORMATS: Mapping[str, Callable[[Reach, IO[str]], None]] = {
    "table": write_text,
    "json": as_json,
    "jsonl": as_lines,
}
