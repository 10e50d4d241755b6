"""Which controls a person chose."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from modelkeep.core.control import Control
from modelkeep.core.errors import UsageError
from modelkeep.core.verdict import Practice, Severity


def choose(
    controls: Sequence[Control], *, ids: Sequence[str], practices: Sequence[str], severities: Sequence[str]
) -> list[Control]:
    """The controls that match every given criterion; empty criteria match all. Raises UsageError for unknown names."""
    _check("control", [each.upper() for each in ids], [control.id.upper() for control in controls])
    _check("practice", practices, [practice.value for practice in Practice])
    _check("severity", severities, [severity.value for severity in Severity])
    wanted = {each.lower() for each in ids}
    return [
        control
        for control in controls
        if (not wanted or control.id.lower() in wanted)
        and (not practices or control.practice in practices)
        and (not severities or control.severity in severities)
    ]


def _check(what: str, given: Sequence[str], known: Sequence[str]) -> None:
    for each in given:
        if each not in known:
            close = difflib.get_close_matches(each, known, 1)
            remedy = f"Did you mean {close[0]}?" if close else f"`modelkeep controls list` shows every {what}."
            raise UsageError(f"unknown {what} {each!r}", remedy=remedy)
