"""Inspect one file: tell its formats, let each of them look, and say what was not analysed."""

from __future__ import annotations

from functools import partial
from importlib import import_module

from modelkeep.core.artifacts import Inspection
from modelkeep.engines.artifacts.limits import Limits
from modelkeep.engines.artifacts.looking import Budget, Look, SpentError, attempt
from modelkeep.engines.artifacts.policy import Policy
from modelkeep.engines.artifacts.sniffing import HEAD, Start, formats_of
from modelkeep.engines.artifacts.sources import Source, UnreadableError


def inspect(path: str, source: Source, policy: Policy, limits: Limits | None = None) -> Inspection:
    """What is known of a file, told as `path`. Nothing that the file holds raises an error here."""
    look = Look((path,), policy, Budget(limits or Limits(), inspect_source))
    try:
        inspect_source(source, look)
    except SpentError as spent:
        look.gap(f"{spent}: the rest of the file is not analysed")
    budget = look.budget
    return Inspection(
        path=path,
        size=source.size,
        formats=tuple(dict.fromkeys(budget.formats)),
        issues=tuple(budget.issues),
        gaps=tuple(budget.gaps),
    )


def inspect_source(source: Source, look: Look) -> None:
    """Look into a file or member in every format that accepts it; what none accepts is a gap."""
    try:
        head = source.read(0, HEAD)
        accepting = list(formats_of(Start(look.name.lower(), head, source.size, source)))
    except UnreadableError as error:
        look.gap(str(error))
        return
    if not accepting and source.size:
        look.gap("no known format")
    for each in accepting:
        look.budget.formats.append(each.name)
        module = import_module(f"modelkeep.engines.artifacts.formats.{each.module}")
        attempt(each.name, look, partial(module.inspect, source, look))
