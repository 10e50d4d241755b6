"""JSON as the events that a YAML parser would give, for the JSON that YAML 1.1 does not take."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from modelkeep.adapters.iac.cloudformation.nodes import UnreadableError


@dataclass(frozen=True, slots=True)
class _Mark:
    """Where a token starts, from 0, under the names that YAML's marks have."""

    line: int
    column: int


_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]]|[^\s{}\[\]:,"]+|\n')
_OPENING: dict[str, Any] = {"{": yaml.MappingStartEvent, "[": yaml.SequenceStartEvent}
_CLOSING: dict[str, Any] = {"}": yaml.MappingEndEvent, "]": yaml.SequenceEndEvent}


def json_events(text: str) -> Iterator[Any]:
    """The events of a JSON text; raises UnreadableError with the place of the first error."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        raise UnreadableError(f"it is not JSON: {error.msg}", error.lineno, error.colno) from None
    except (RecursionError, ValueError) as error:
        what = "it is nested too deeply" if isinstance(error, RecursionError) else "a number has too many digits"
        raise UnreadableError(what, 1) from None
    line, start = 0, 0
    for token in _TOKEN.finditer(text):
        word = token[0]
        if word == "\n":
            line, start = line + 1, token.end()
            continue
        mark: Any = _Mark(line, token.start() - start)
        if word in _OPENING:
            yield _OPENING[word](None, None, True, mark)
        elif word in _CLOSING:
            yield _CLOSING[word](mark, mark)
        elif word[0] == '"':
            yield yaml.ScalarEvent(None, None, (False, True), json.loads(word), mark)
        else:
            yield yaml.ScalarEvent(None, None, (True, False), word, mark)
