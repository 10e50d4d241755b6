"""Paths for people and as JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import IO, Any

from rich.console import Console
from rich.text import Text

from modelkeep.adapters.export.access_parts import coverage_record, show_coverage
from modelkeep.adapters.export.paths_graph import write_dot, write_svg
from modelkeep.adapters.export.terminal import UNKNOWN
from modelkeep.adapters.export.text import visible
from modelkeep.adapters.export.views import console_over, write_json
from modelkeep.core.words import plural
from modelkeep.engines.access.decision import Outcome
from modelkeep.engines.access.paths.answer import Answer
from modelkeep.engines.access.paths.edges import Edge, Evidence
from modelkeep.engines.access.paths.graph import Choke, Path
from modelkeep.engines.access.paths.names import node_words
from modelkeep.engines.access.statements import Ref


def write_text(answer: Answer, out: IO[str]) -> None:
    """The answer for reading."""
    console = console_over(out)
    console.print(Text(f"Paths to {visible(answer.target)}", style="bold"))
    if answer.start:
        console.print(Text(f"from {visible(answer.start)}"))
    console.print(Text(_summary(answer)))
    for number, path in enumerate(answer.paths, 1):
        _path(number, path, console)
    if answer.more:
        console.print(Text(f"\n{answer.more:,} more; --most shows more of them."))
    _chokes(answer, console)
    show_coverage(answer.coverage, console)


def _summary(answer: Answer) -> str:
    if answer.start:
        return f"{plural(len(answer.paths) + answer.more, 'shortest path')}." if answer.paths else "No path was found."
    if not answer.starts and not answer.administrators:
        return "Nobody was found who reaches it."
    told = f"{plural(answer.starts, 'starting point')} lead there."
    if answer.starts == 1:
        told = "1 starting point leads there."
    if answer.administrators:
        told += f" {plural(answer.administrators, 'administrator')} not shown; --from NAME shows one."
    return told


def _path(number: int, path: Path, console: Console) -> None:
    steps = plural(len(path.steps), "step")
    text = Text(f"\n{number}. ")
    text.append(visible(node_words(path.steps[0].source)), style="bold")
    text.append(f", {steps}{_OUTCOMES[path.outcome]}", style=UNKNOWN if path.outcome is Outcome.UNKNOWN else "")
    console.print(text)
    for step, others in zip(path.steps, path.others, strict=True):
        _step(step, others, console)


_OUTCOMES = {Outcome.ALLOWED: "", Outcome.ALLOWED_IF: ", on conditions", Outcome.UNKNOWN: ", unknown"}


def _step(step: Edge, others: int, console: Console) -> None:
    text = Text("   ")
    text.append(visible(step.technique), style="bold")
    text.append(f"  {visible(step.title)}")
    text.append(f"\n     to {visible(node_words(step.target))}")
    for each in step.evidence:
        text.append(f"\n     {visible(_permission(each))}", style="dim")
    for fact in step.facts:
        text.append(f"\n     {visible(fact)}", style="dim")
    if step.condition:
        word = "unknown whether" if step.outcome is Outcome.UNKNOWN else "if"
        text.append(f"\n     {word}: {visible(step.condition)}", style=UNKNOWN)
    if others:
        text.append(f"\n     and by {plural(others, 'other technique')}", style="dim")
    console.print(text)


def _permission(each: Evidence) -> str:
    by = ", ".join(map(str, each.refs)) or "no statement of its own"
    return f"{each.action} on {each.resource}: {by}"


def _chokes(answer: Answer, console: Console) -> None:
    if not answer.chokes:
        return
    console.print(Text(f"\nWhat one removal cuts, of {plural(answer.starts, 'starting point')}", style="bold"))
    for each in answer.chokes:
        console.print(Text(f"  {each.cut:>5,}  {visible(_removed(each))}"))


def _removed(choke: Choke) -> str:
    if choke.statement is not None:
        return f"the statement {choke.statement}"
    return f"everything of {node_words(choke.principal)}"


def write_record(answer: Answer, out: IO[str]) -> None:
    """The answer as a JSON document."""
    write_json(
        {
            "target": answer.target,
            "from": answer.start or None,
            "paths": [_path_record(path) for path in answer.paths],
            "more": answer.more,
            "starting_points": answer.starts,
            "administrators": answer.administrators,
            "choke_points": [
                {
                    "cut": each.cut,
                    "principal": each.principal or None,
                    "statement": _statement(each.statement.ref, each.statement.owner) if each.statement else None,
                }
                for each in answer.chokes
            ],
            "coverage": {"complete": answer.is_complete, **coverage_record(answer.coverage)},
        },
        out,
    )


def _path_record(path: Path) -> dict[str, Any]:
    steps = zip(path.steps, path.others, strict=True)
    return {"outcome": path.outcome.value, "steps": [_step_record(step, others) for step, others in steps]}


def _step_record(step: Edge, others: int) -> dict[str, Any]:
    return {
        "from": step.source,
        "to": step.target,
        "technique": step.technique,
        "title": step.title,
        "gains": step.gained.value,
        "outcome": step.outcome.value,
        "condition": step.condition,
        "permissions": [
            {"action": each.action, "resource": each.resource, "by": [_statement(ref) for ref in each.refs]}
            for each in step.evidence
        ],
        "facts": step.facts,
        "other_techniques": others,
    }


def _statement(ref: Ref, owner: str = "") -> Mapping[str, Any]:
    told: dict[str, Any] = {"policy": ref.policy, "statement": ref.statement}
    return {**told, **({"sid": ref.sid} if ref.sid else {}), **({"of": owner} if owner else {})}


PATHS_FORMATS: Mapping[str, Callable[[Answer, IO[str]], None]] = {
    "text": write_text,
    "json": write_record,
    "dot": write_dot,
    "svg": write_svg,
}
"""How an answer is written."""
