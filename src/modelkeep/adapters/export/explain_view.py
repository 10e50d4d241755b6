"""Why somebody may or may not do something, for people and as JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import IO, Any

from rich.console import Console

from modelkeep.adapters.export.access_parts import (
    DIM,
    coverage_record,
    heading,
    line,
    outside_record,
    principal_words,
    ref_record,
    show_coverage,
    show_notes,
    show_outside,
)
from modelkeep.adapters.export.terminal import UNKNOWN
from modelkeep.adapters.export.views import console_over, write_json
from modelkeep.core.arn import parse_arn
from modelkeep.engines.access.asking.explaining import Deciding, Explained, Explanation, Verdict, Word
from modelkeep.engines.access.decision import Outcome

OUTCOME_WORDS = {
    Outcome.ALLOWED: "Allowed",
    Outcome.ALLOWED_IF: "Allowed under a condition",
    Outcome.UNKNOWN: "Unknown: it depends on what was not read",
    Outcome.IMPLICIT_DENY: "Denied: nothing allows it",
    Outcome.EXPLICIT_DENY: "Denied by a statement",
}


def write_text(answer: Explanation, out: IO[str]) -> None:
    """The explanation for reading: the answer, each layer, what would change it."""
    console = console_over(out)
    parts = parse_arn(answer.principal)
    account = parts.account if parts is not None else ""
    line(console, f"May {principal_words(answer.kind, answer.principal, account)} {answer.question.action}?", "bold")
    if answer.comes_from:
        line(console, f"from {answer.comes_from}", DIM, 2)
    for each in answer.parts:
        _explained(each, console)
    show_outside(answer.outside, console)
    show_notes(answer.question.notes, console)
    show_coverage(answer.coverage, console)


def _explained(explained: Explained, console: Console) -> None:
    line(console, f"{explained.action} on {explained.resource}".lstrip(), DIM, 2)
    console.print()
    unsure = explained.outcome is Outcome.UNKNOWN
    line(console, f"{OUTCOME_WORDS[explained.outcome]}.", f"bold {UNKNOWN}" if unsure else "bold")
    if explained.condition:
        line(console, f"if {explained.condition}", indent=2)
    heading(console, "What each layer says")
    for each in explained.verdicts:
        _verdict(each, console)
    if explained.opening:
        line(console, f"besides policies: not read ({explained.opening})", UNKNOWN, 2)
    heading(console, "What would change the answer")
    for sentence in explained.changes:
        line(console, sentence, indent=2)


def _verdict(verdict: Verdict, console: Console) -> None:
    words = " and ".join(_WORDS.get(each, each.value) for each in verdict.words)
    style = DIM if verdict.words == (Word.ABSENT,) else ""
    note = f" ({verdict.note})" if verdict.note else ""
    line(console, f"{verdict.name}: {words}{note}", style, 2)
    for each in verdict.statements:
        if each.is_unread:
            line(console, f"{'may decide either way' if each.denies else 'may allow'}: {each.ref}", UNKNOWN, 4)
            line(console, each.condition, DIM, 6)
            continue
        line(console, f"{'denies' if each.denies else 'allows'}: {each.ref}", DIM, 4)
        if each.condition:
            line(console, f"if {each.condition}", DIM, 6)


_WORDS = {Word.ALLOWS_IF: "allows under a condition", Word.DENIES_IF: "denies under a condition"}


def _verdict_record(verdict: Verdict) -> dict[str, Any]:
    return {
        "layer": verdict.layer.value, "level": verdict.level, "says": [each.value for each in verdict.words],
        "note": verdict.note, "statements": [_statement_record(each) for each in verdict.statements],
    }  # fmt: skip


def _statement_record(each: Deciding) -> dict[str, Any]:
    effect = "Deny" if each.denies else "Allow"
    return {**ref_record(each.ref), "effect": effect, "condition": each.condition, "unread": each.is_unread}


def as_json(answer: Explanation, out: IO[str]) -> None:
    """The explanation as one JSON document."""
    write_json(
        {
            "format": "modelkeep-explain",
            "format_version": 1,
            "principal": answer.principal,
            "comes_from": answer.comes_from,
            "action": answer.question.action,
            "decision": answer.outcome.value,
            "complete": answer.is_complete,
            "resources": [
                {
                    "action": each.action or answer.question.action,
                    "resource": each.resource,
                    "account": each.account,
                    "decision": each.outcome.value,
                    "condition": each.condition,
                    "by": [ref_record(ref) for ref in each.by],
                    "layers": [_verdict_record(verdict) for verdict in each.verdicts],
                    "changes": list(each.changes),
                    "deciding_keys": list(each.keys),
                    "unread_opening": each.opening,
                }
                for each in answer.parts
            ],
            "outside_iam": [outside_record(each) for each in answer.outside],
            "notes": list(answer.question.notes),
            "coverage": coverage_record(answer.coverage),
        },
        out,
    )


EXPLAIN_FORMATS: Mapping[str, Callable[[Explanation, IO[str]], None]] = {"table": write_text, "json": as_json}
