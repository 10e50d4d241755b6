"""What was said in one invocation, whatever form its body has."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What the model was told. `user` is the last turn of the user without what it quotes, `context` tool results and documents of all
    turns, `earlier` all other turns.
    """

    form: str
    system: str = ""
    user: str = ""
    context: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()
    messages: int = 1
    max_tokens: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the model said. `tool_arguments` is one JSON text for each call of a tool."""

    form: str
    text: str = ""
    tool_arguments: tuple[str, ...] = ()
    stop_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One message: who spoke, what was said, and what was quoted in it."""

    role: str
    text: str
    context: tuple[str, ...] = ()


_QUOTED_NAMES = (
    "context|documents?|search_results?|search_result|retrieved(?:_\\w+)?|sources?|passages?|articles?|web_?pages?|email|attachment"
    "|file_contents?|tool_results?|function_results?|knowledge_base"
)
_OPENING = re.compile(rf"<({_QUOTED_NAMES})\b[^<>]{{0,200}}>", re.IGNORECASE)


def request_of(form: str, turns: Iterable[Turn], *, system: str = "", max_tokens: object = None) -> Request:
    """A request of these turns. What a user's turn quotes between the usual tags (`<document>` ...) counts as context."""
    said = [_without_quotes(turn) if turn.role == "user" else turn for turn in turns]
    last = next(
        (index for index in range(len(said) - 1, -1, -1) if said[index].role == "user" and said[index].text), None
    )
    return Request(
        form=form,
        system=system,
        user="" if last is None else said[last].text,
        context=tuple(part for turn in said for part in turn.context if part),
        earlier=tuple(turn.text for index, turn in enumerate(said) if index != last and turn.text),
        messages=len(said),
        max_tokens=max_tokens if isinstance(max_tokens, int) and not isinstance(max_tokens, bool) else None,
    )


def _without_quotes(turn: Turn) -> Turn:
    if "<" not in turn.text:
        return turn
    kept, quoted = _quotes(turn.text)
    return Turn(turn.role, kept, turn.context + tuple(quoted)) if quoted else turn


def _quotes(said: str) -> tuple[str, list[str]]:
    """What stands outside of the tags, and what stands in them. One pass: a tag that is never closed is looked for once."""
    lowered, kept, quoted = said.lower(), [], []
    unclosed: set[str] = set()
    position = 0
    while (found := _OPENING.search(said, position)) is not None:
        name = found[1].lower()
        end = -1 if name in unclosed else lowered.find(f"</{name}>", found.end())
        if end < 0:
            unclosed.add(name)
            kept.append(said[position : found.end()])
            position = found.end()
            continue
        kept.append(said[position : found.start()])
        quoted.append(said[found.end() : end].strip())
        position = end + len(name) + 3
    kept.append(said[position:])
    return " ".join(part.strip() for part in kept).strip(), quoted


def as_json(value: object) -> str:
    """A value of a record as text, to be looked through."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def mapping(value: object) -> Mapping[str, Any]:
    """The value, or an empty mapping for anything else."""
    return value if isinstance(value, dict) else {}


def mappings(value: object) -> Iterator[Mapping[str, Any]]:
    """The mappings in a list; none for anything else."""
    if isinstance(value, list):
        yield from (each for each in value if isinstance(each, dict))


def text(value: object) -> str:
    """The value where it is text."""
    return value if isinstance(value, str) else ""
